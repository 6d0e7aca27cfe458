"""The page for a fault of ours: it needs no script, no data and no other file but the styles."""

FAILURE_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Something went wrong · Small Gestures</title>
<link rel="stylesheet" href="/tokens.css">
<link rel="stylesheet" href="/components.css">
</head>
<body>
<main class="page">
<div class="state" role="alert">
<h1 class="h2">Something went wrong on our side</h1>
<p>Nothing of yours was lost. Try again in a moment.</p>
<p class="row" style="justify-content:center"><a class="btn btn--primary" href="">Try again</a>
<a class="btn btn--line" href="/">To the videos</a></p>
</div>
</main>
</body>
</html>
"""
