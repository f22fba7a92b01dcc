"""How credentials are called: parameters of addresses that hold one, and words in names of settings and columns."""

PARAMETERS = (
    "token", "access_token", "accesstoken", "refresh_token", "id_token", "auth", "authorization", "key", "api_key",
    "apikey", "appkey", "app_key", "secret", "appsecret", "app_secret", "client_secret", "sign", "signature", "sig",
    "password", "passwd", "pwd", "pass", "ticket", "pass_ticket", "session", "sessionid", "session_id", "sid",
    "jsessionid", "phpsessid", "credential", "x-amz-signature", "x-amz-credential", "x-amz-security-token",
    "ossaccesskeyid", "accesskeyid",
)  # fmt: skip
"""Parameters of an address whose value is masked, in lower case."""

WORDS = ("password", "passwd", "secret", "token", "cookie", "credential", "密码", "口令", "密钥")
"""A setting or a column whose name contains one of these, in lower case, is for a credential."""
