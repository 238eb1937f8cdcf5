// Package web holds the desk's pages: what they look like, their words in
// English and Chinese, and the files a browser needs for them.
//
// One page is one Go file with its view, a plain struct, and one template of
// the same name that only shows the view. Templates know no store and no clock:
// the time of showing comes with the translator.
//
// Every change is a form that works without a script. The server answers it
// with 303 See Other to the page it stands on, or with that page and status 422
// when a field is wrong. Forms that carry hx-post are sent in the background;
// the answer is the same whole page, out of which the browser takes <main> (or
// what hx-select names) and changes only what differs. Handlers need not know
// which of the two happened.
//
// Routes, which routes.md lists with their fields, follow one habit: GET shows,
// POST changes, and the last word of a POST says what it does.
package web

//go:generate go tool templ generate -path .
