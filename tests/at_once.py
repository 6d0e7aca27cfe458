"""The site as the web process's server asks it: first for what is ready."""

from smallgestures.logs import Receive, RequestLog, Scope, Send
from smallgestures.media.hot_answers import CONDITIONS


class AtOnce:
    """An ASGI app that sends what is ready, and hands everything else on."""

    def __init__(self, site: RequestLog) -> None:
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        asked = dict(scope["headers"])
        is_range = scope["method"] == "GET" and b"range" in asked
        is_range = is_range and asked.keys().isdisjoint(CONDITIONS)
        answer = self.site.at_once(scope["path"], asked[b"range"]) if is_range else None
        if answer is None:
            await self.site(scope, receive, send)
            return
        lines = answer.head.removesuffix(b"\r\n").split(b"\r\n")
        headers = [(name, value) for name, _, value in (line.partition(b": ") for line in lines)]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body, "more_body": False})
