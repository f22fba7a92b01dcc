"""HTTP/1.1 over judged addresses: names, TLS, connections, requests, answers, redirects and retries."""
