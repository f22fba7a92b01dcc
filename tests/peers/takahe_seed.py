"""Run by takahe's own Python in its folder: accounts in every state, and a token; prints the token."""

from datetime import timedelta

import django

django.setup()

from activities.models import Post  # noqa: E402
from api.models import Application, Token  # noqa: E402
from core.models import Config  # noqa: E402
from django.utils import timezone  # noqa: E402
from users.models import Domain, Identity, User  # noqa: E402

DOMAIN = "example.gov"
Config.system = Config.load_system()
domain, _ = Domain.objects.update_or_create(domain=DOMAIN, defaults={"local": True, "public": True})
user = User.objects.create(email=f"a@{DOMAIN}")


def account(name):
    made = Identity.objects.create(
        actor_uri=f"https://{DOMAIN}/@{name}@{DOMAIN}/", username=name, domain=domain, name=f"Office {name}",
        local=True, discoverable=True,
    )  # fmt: skip
    made.users.add(user)
    made.generate_keypair()
    return made


def post(author, text, days=0, **fields):
    made = Post.create_local(author=author, content=text, **fields)
    made.published = timezone.now() - timedelta(days=days)
    made.save()


active, silent, busy, blocked = map(account, ("active", "silent", "busy", "blocked"))
account("blank")
for number in range(3):
    post(active, f"通知 {number} https://example.org/{number}", number)
for number in range(25):  # written newest first, so that the order of ids is not that of dates
    post(silent, f"旧闻 {number}", 40 + number)
for number in range(60):
    post(busy, f"通知 {number}", 59 - number)
post(busy, "内部", visibility=Post.Visibilities.followers)
post(blocked, "公告")
blocked.restriction = Identity.Restriction.blocked
blocked.save()
application = Application.objects.create(
    name="audit", client_id="c1", client_secret="x", redirect_uris="urn:ietf:wg:oauth:2.0:oob", scopes="read"
)
print(Token.objects.create(
    application=application, user=user, identity=active, token="tok-en-of-a-test-1234567890", scopes=["read"]
).token)  # fmt: skip
