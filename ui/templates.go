package ui

import "embed"

//go:embed templates
var templates embed.FS

//go:embed locales/*.json locales/area/*.json
var locales embed.FS

// Templates are the pages (html/template), rooted at templates: shared/ for what pages
// have in common, pages/ for one file per page, texts/<language>/ for the long texts, and
// area/ for the staff's pages with area/shared/ for what those have in common.
var Templates = mustSub(templates, "templates")

// Locales are the sentences of the pages, one <language>.json each; those of the staff's
// pages are in Italian alone, one area/<topic>.json each.
var Locales = mustSub(locales, "locales")
