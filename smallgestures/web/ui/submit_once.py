"""The button of a form that is sent once, however often it is pressed."""

import reflex as rx

_LIBRARY = "$/public" + rx.asset("submit_once.jsx", shared=True)


class SubmitOnce(rx.Component):
    """A submit button that is busy until the answer comes."""

    library = _LIBRARY
    tag = "SubmitOnce"


submit_once = SubmitOnce.create
