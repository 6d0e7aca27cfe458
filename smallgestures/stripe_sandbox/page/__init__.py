"""The page where a person pays: plain HTML and forms, without a script."""
