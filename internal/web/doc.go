// Package web serves the pages that everybody may read: the plan of an organization on a
// day, in Italian or English, rendered once per revision and day and then served as
// bytes. Every page is a pure function of a board.Public, of the language and of the day;
// there is one file per group of pages and one struct per page. Figures are the board's;
// nothing is computed in templates.
package web
