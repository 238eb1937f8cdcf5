package workbook

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"xunpan"
)

func invalid(en, zh string, args ...any) error {
	return &xunpan.Invalid{Field: "file", Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}

// Read reads a product list: the first sheet that has a head with a model and
// something besides. The head may stand below a title, its columns in any order
// and language of ours; a line that says one thing across the table is the
// category of what follows. Bad rows are told apart from the good. Costs are
// read only where the reader may see them. Formulas are never computed: what
// the workbook keeps as their last value counts.
func Read(file []byte, costs bool) (*List, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, invalid("The workbook is larger than %d MB; divide it.", "工作簿超过 %d MB，请拆分。", MaxBytes>>20)
	case bytes.HasPrefix(file, []byte("\xd0\xcf\x11\xe0")):
		return nil, invalid("This is a workbook of the old kind (.xls), or one with a password. Open it in Excel and save it as .xlsx without password.", "这是旧版 .xls 或加密的工作簿，请在 Excel 中另存为不加密的 .xlsx。")
	case !bytes.HasPrefix(file, []byte("PK")):
		return nil, invalid("This is no Excel workbook. Save the list as .xlsx.", "这不是 Excel 工作簿，请另存为 .xlsx。")
	}
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: 32 << 20, RawCellValue: true})
	if err != nil {
		return nil, invalid("The workbook cannot be read: it is damaged, or too large when unpacked. Open it in Excel and save it anew.", "工作簿无法读取：文件损坏或解压后过大，请在 Excel 中打开后重新保存。")
	}
	defer f.Close()
	for _, sheet := range f.GetSheetList() {
		rows, whole := rowsOf(f, sheet)
		at, heads := findHead(rows)
		if at < 0 {
			continue
		}
		if !whole {
			return nil, invalid("The list has more than %d rows. Divide it.", "列表超过 %d 行，请拆分。", maxRows)
		}
		l := &List{Head: rows[at]}
		for i, h := range heads {
			switch name := at0(l.Head, i); {
			case name == "":
			case h.key == "":
				l.Unknown = append(l.Unknown, name)
			default:
				l.Taken = append(l.Taken, Taken{name, h.means()})
			}
		}
		l.read(f, sheet, rows, at, heads, costs)
		return l, nil
	}
	return nil, invalid("No sheet has a head with the model or article number and another column. Name the columns in one row: Model, Name, Unit, Price …", "没有找到表头。请用一行写明各列名称：型号、品名、单位、价格……")
}

// rowsOf are a sheet's rows, cut to the columns that are read; not whole where
// there are more than a list may have.
func rowsOf(f *excelize.File, sheet string) (rows [][]string, whole bool) {
	it, err := f.Rows(sheet)
	if err != nil {
		return nil, true // a chart is no table
	}
	defer it.Close()
	for it.Next() {
		cells, err := it.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return rows, true // what can be read counts
		}
		if len(rows) >= maxRows+headRows {
			return rows, false
		}
		rows = append(rows, trimAll(cells))
	}
	return rows, true
}

// means is what a column was read as.
func (h *head) means() xunpan.Text {
	switch h.key {
	case "data":
		return columnOf("specs").say
	case "price":
		place := strings.TrimSpace(string(h.term) + " " + h.place + " " + h.currency)
		return xunpan.Text{En: strings.TrimSpace("Price " + place), Zh: strings.TrimSpace("价格 " + place)}
	}
	return columnOf(h.key).say
}

// findHead is the row whose cells are best understood.
func findHead(rows [][]string) (at int, heads []head) {
	at = -1
	best := 1
	for i, row := range rows[:min(len(rows), headRows)] {
		hs := make([]head, min(len(row), maxColumns))
		seen := map[string]bool{}
		n := 0
		for c := range hs {
			h := understand(row[c])
			if h.key == "" || len(row[c]) > 80 {
				continue
			}
			if h.key != "data" && h.key != "price" {
				if seen[h.key] { // the first of two counts
					continue
				}
				seen[h.key] = true
			}
			hs[c] = h
			n++
		}
		if seen["model"] && n > best {
			at, heads, best = i, hs, n
		}
	}
	if nameless(heads) { // a single name is the name, whatever its language
		for i := range heads {
			if heads[i].key == "specs" {
				heads[i].key = "name.en"
				break
			}
		}
	}
	return at, heads
}

func nameless(heads []head) bool {
	specs := 0
	for i := range heads {
		switch heads[i].key {
		case "name.en", "name.zh", "names":
			return false
		case "specs":
			specs++
		}
	}
	return specs > 0
}

func (l *List) read(f *excelize.File, sheet string, rows [][]string, at int, heads []head, costs bool) {
	titles := titles(f, sheet)
	pictures := pictures(f, sheet)
	seen := map[string]int{}
	category := ""
	for i := at + 1; i < len(rows); i++ {
		cells, no := rows[i], i+1
		filled := 0
		for c := range cells {
			if cells[c] != "" {
				filled++
			}
		}
		switch {
		case filled == 0:
			continue
		case titles[no] || filled == 1 && at0(cells, modelAt(heads)) == "":
			category = strings.Join(strings.Fields(strings.Join(cells, " ")), " ")
			continue
		}
		r := Row{No: no, Cells: cells}
		err := r.fill(heads, costs)
		if err == nil && r.Product.Model == "" {
			err = invalid("The model or article number is missing.", "缺少型号或货号。")
		}
		if key := xunpan.ModelKey(r.Product.Model); err == nil {
			if first := seen[key]; first > 0 {
				err = invalid("The model %s stands in row %d, too.", "型号 %s 与第 %d 行重复。", r.Product.Model, first)
			} else {
				seen[key] = no
			}
		}
		if err != nil {
			l.Refuse(r, err)
			continue
		}
		if r.Product.Category == "" {
			r.Product.Category = category
		}
		r.Picture = pictures[no]
		l.Rows = append(l.Rows, r)
	}
}

// Refuse notes a row as bad, with the reason.
func (l *List) Refuse(r Row, err error) {
	why := xunpan.Text{En: err.Error(), Zh: err.Error()}
	if inv, ok := err.(*xunpan.Invalid); ok { //nolint:errorlint // ours are never wrapped here
		why = inv.Say
	}
	l.Bad = append(l.Bad, BadRow{r.No, r.Cells, why})
}

func modelAt(heads []head) int {
	for i := range heads {
		if heads[i].key == "model" {
			return i
		}
	}
	return -1
}

func at0(list []string, i int) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	return list[i]
}

func trimAll(row []string) []string {
	out := make([]string, min(len(row), maxColumns))
	for i := range out {
		s := strings.ToValidUTF8(row[i], "")
		if len(s) > maxCell {
			s = strings.ToValidUTF8(s[:maxCell], "")
		}
		out[i] = strings.TrimSpace(strings.ReplaceAll(s, "\r", ""))
	}
	return out
}

// titles are the rows that say one thing across three columns or more.
func titles(f *excelize.File, sheet string) map[int]bool {
	out := map[int]bool{}
	merged, err := f.GetMergeCells(sheet)
	if err != nil {
		return out // no harm: a title then is a bad row
	}
	for _, m := range merged {
		c1, r1, err1 := excelize.CellNameToCoordinates(m.GetStartAxis())
		c2, r2, err2 := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err1 == nil && err2 == nil && r1 == r2 && c2-c1 >= 2 {
			out[r1] = true
		}
	}
	return out
}

// maxPictures bounds the pictures taken out of one list.
const maxPictures = 500

// pictures are the first PNG or JPEG picture of each row.
func pictures(f *excelize.File, sheet string) map[int][]byte {
	out := map[int][]byte{}
	cells, err := f.GetPictureCells(sheet)
	if err != nil {
		return out // a list without its pictures is still a list
	}
	for _, cell := range cells {
		_, row, err := excelize.CellNameToCoordinates(cell)
		if err != nil || out[row] != nil || len(out) >= maxPictures {
			continue
		}
		found, err := f.GetPictures(sheet, cell)
		if err != nil || len(found) == 0 {
			continue
		}
		if b := found[0].File; bytes.HasPrefix(b, []byte("\x89PNG")) || bytes.HasPrefix(b, []byte("\xff\xd8\xff")) {
			out[row] = b
		}
	}
	return out
}
