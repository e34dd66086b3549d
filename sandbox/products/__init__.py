"""The products of the sandbox: what is for sale, how it is reviewed, and what may be listed.

Data first: `taxonomy`, `properties`, `rules`, `brands` and `assortment` are tables. `model` has the
things, `shelf` keeps them per shop, `checks` says what is wrong with one, `review` decides about
it, `steps` moves it from status to status and tells the app, `commands` is what tests and demos do.
"""
