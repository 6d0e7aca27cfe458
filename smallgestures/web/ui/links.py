"""Links that the browser follows by itself: every page comes from the server.

`rx.el.a` with an address is Reflex's own link, which changes the page inside the
browser; such a page would lack the data, the head and the status that the server
gives it (docs/decisions/0002-full-page-navigation.md).
"""

import reflex as rx

link = rx.el.A.create
