package table

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

// Read reads a customer list: the first sheet that has a row of heads with a company,
// a contact or a mail address. Columns stand in any order, in Chinese or English.
func Read(file []byte, fields []xunpan.CustomField) (*List, error) {
	switch {
	case len(file) > MaxBytes:
		return nil, invalid("The workbook is larger than %d MB; divide it.", "工作簿超过 %d MB，请拆分。", MaxBytes>>20)
	case !bytes.HasPrefix(file, []byte("PK")):
		return nil, invalid("This is no Excel workbook of the present kind. Save the list as .xlsx, without a password.", "这不是新版 Excel 工作簿，请另存为不加密的 .xlsx。")
	}
	f, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: 32 << 20, RawCellValue: true})
	if err != nil {
		return nil, invalid("The workbook cannot be read: it is damaged, or too large when unpacked.", "工作簿无法读取：文件损坏或解压后过大。")
	}
	defer f.Close()
	cols := columnsWith(fields)
	for _, sheet := range f.GetSheetList() {
		l, err := readSheet(f, sheet, cols)
		if err != nil {
			return nil, err
		}
		if l != nil {
			return l, nil
		}
	}
	return nil, invalid("No sheet has a row of heads with a company, a contact or a mail address. Name the columns in one row: Company, Country, Contact, E-mail …", "没有找到表头。请用一行写明各列：公司、国家、联系人、邮箱……")
}

func readSheet(f *excelize.File, sheet string, cols []column) (*List, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, nil //nolint:nilnil // a sheet of charts is no list
	}
	defer rows.Close()
	var l *List
	for no := 1; rows.Next(); no++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, invalid("Row %d of the workbook cannot be read.", "工作簿第 %d 行无法读取。", no)
		}
		switch {
		case l == nil && no > headRows:
			return nil, nil //nolint:nilnil // none of ours
		case l == nil:
			l = headOf(cells, cols)
		case no > maxRows:
			return nil, invalid("The list has more than %d rows. Divide it.", "列表超过 %d 行，请拆分。", maxRows)
		default:
			if r, ok := l.row(no, cells); ok {
				l.Rows = append(l.Rows, r)
			}
		}
	}
	return l, nil
}

// headOf understands a row as heads; nil if it is none.
func headOf(cells []string, cols []column) *List {
	l := &List{}
	used := map[string]bool{}
	for _, cell := range cells {
		name := strings.TrimSpace(cell)
		key := ""
		for i := range cols {
			if c := &cols[i]; !used[c.key] && c.is(name) {
				key = c.key
				break
			}
		}
		if key != "" {
			used[key] = true
		} else if name != "" {
			l.Unknown = append(l.Unknown, name)
		}
		l.Heads, l.Keys = append(l.Heads, name), append(l.Keys, key)
	}
	if len(used) < 2 || !used[Company] && !used[Contact] && !used[Mails] {
		return nil
	}
	return l
}

func (c *column) is(name string) bool {
	name = strings.Trim(strings.ToLower(name), " *:：")
	if name == "" {
		return false
	}
	if name == strings.ToLower(c.say.En) || name == c.say.Zh {
		return true
	}
	for w := range strings.SplitSeq(c.words, "|") {
		if w != "" && w == name {
			return true
		}
	}
	return false
}

// longestCell is how much of a cell is read, in bytes.
const longestCell = 20_000

func (l *List) row(no int, cells []string) (Row, bool) {
	r := Row{No: no, Values: map[string]string{}}
	filled := false
	for i, key := range l.Keys {
		if key == "" {
			continue
		}
		v := ""
		if i < len(cells) {
			v = strings.TrimSpace(strings.ToValidUTF8(strings.ReplaceAll(cells[i], "\r\n", "\n"), "\uFFFD"))
		}
		if len(v) > longestCell {
			v = strings.ToValidUTF8(v[:longestCell], "")
		}
		r.Values[key] = v
		filled = filled || v != ""
	}
	return r, filled
}

// Refuse puts a row among the bad ones, with the reason.
func (l *List) Refuse(r *Row, why xunpan.Text) { l.Bad = append(l.Bad, BadRow{*r, why}) }
