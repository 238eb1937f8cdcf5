// Package workbook reads and writes product lists as Excel workbooks: our own
// form, which loses nothing, and the lists that companies keep, as they are. It
// knows no clock, network or database.
package workbook

import (
	"xunpan"
)

// Row is a product of a list with what belongs to it.
type Row struct {
	No      int      // row in the sheet, from 1; 0 for one that was not read
	Cells   []string // as they stood there
	Product xunpan.Product
	Cost    *xunpan.ProductCost // nil where the list says none
	Picture []byte              // PNG or JPEG that lies on the row; nil for none
}

// BadRow is a row that was not taken, with the reason.
type BadRow struct {
	No    int
	Cells []string
	Why   xunpan.Text
}

// List is what a workbook holds.
type List struct {
	Head    []string // as it stands there
	Rows    []Row
	Bad     []BadRow
	Unknown []string // heads of columns that mean nothing to us
	Taken   []Taken  // which columns were read as what
}

// Taken is a column of a list with what it was read as.
type Taken struct {
	Head string
	As   xunpan.Text
}

// Type is the media type of a workbook.
const Type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Limits of a list.
const (
	MaxBytes    = 20 << 20  // of the file
	maxUnpacked = 150 << 20 // bytes of the file unpacked
	maxRows     = 20_000
	maxColumns  = 200
	maxCell     = 4000 // bytes; what is longer is cut
	headRows    = 25   // among which the head is looked for
)
