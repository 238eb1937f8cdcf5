package table

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"xunpan"
)

// Write is rows as a workbook with heads in a language of the desk ("zh", else English).
// Texts never become formulas.
func Write(rows []Row, fields []xunpan.CustomField, lang string) ([]byte, error) {
	cols := columnsWith(fields)
	heads := make([]string, len(cols))
	for i := range cols {
		heads[i] = cols[i].say.In(lang)
	}
	return sheet(heads, len(rows), func(n int) []any {
		out := make([]any, len(cols))
		for i := range cols {
			out[i] = rows[n].Values[cols[i].key]
		}
		return out
	})
}

// Bad is a workbook of the rows that were not taken, with the reason in the last column,
// ready to be mended and read in again.
func Bad(l *List, lang string) ([]byte, error) {
	heads := append(append([]string{}, l.Heads...), xunpan.Text{En: "Reason (not read)", Zh: "未导入原因"}.In(lang))
	return sheet(heads, len(l.Bad), func(n int) []any {
		b := &l.Bad[n]
		out := make([]any, len(heads))
		for i, key := range l.Keys {
			out[i] = b.Values[key]
		}
		out[len(heads)-1] = b.Why.In(lang)
		return out
	})
}

func sheet(heads []string, n int, row func(int) []any) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E1F1EF"}}})
	if err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	head := make([]any, len(heads))
	for i, h := range heads {
		head[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	err = w.SetColWidth(1, max(1, len(heads)), 18)
	if err == nil {
		err = w.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"})
	}
	if err == nil {
		err = w.SetRow("A1", head)
	}
	for i := 0; i < n && err == nil; i++ {
		err = w.SetRow(fmt.Sprintf("A%d", i+2), row(i))
	}
	if err == nil {
		err = w.Flush()
	}
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = f.Write(&b)
	return b.Bytes(), err
}
