"""How pages are made: lists, details in drawers, forms, declared once and looking alike everywhere.

It stands below the mechanisms and programmes, which declare their pages with it; the desk around the pages (menu, tabs, search)
comes in through the name of a template. A page is a function (request, …) → response:

* a list: `lists.Listing` once, `lists.list_page(request, LISTING)` as the view;
* details: a template that begins with `{% extends layout %}` and is built of `pages/grid.html`, `pages/steps.html`,
  `pages/timeline.html`, `pages/notice.html`, `pages/tabs.html`; fed with the nouns of `details`. Opened by a link with `data-drawer`
  it comes as a drawer, else as a page of its own: the address is the same;
* a form: `forms.PageForm`, shown by `forms.form_page`; what was done ends with `responses.done`.

`TEMPLATES.md` beside this file shows each partial.
"""
