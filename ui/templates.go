package ui

import "embed"

//go:embed templates
var templates embed.FS

//go:embed locales/*.json
var locales embed.FS

// Templates are the pages (html/template), rooted at templates: shared/ for what pages
// have in common, pages/ for one file per page, texts/<language>/ for the long texts.
var Templates = mustSub(templates, "templates")

// Locales are the sentences of the pages, one <language>.json each.
var Locales = mustSub(locales, "locales")
