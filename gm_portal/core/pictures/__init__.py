# SPDX-License-Identifier: EUPL-1.2
"""Pure geometry behind the pictures that carry the model.

Plain data goes in; frozen dataclasses with coordinates and SVG path strings come out. No module in
this package touches Django, the ORM, translations or colours: the templates in `templates/pictures/`
give the shapes their words and `static/css/pictures.css` their colours.
"""
