package web

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
)

// A cost sheet as a form: each field is named by its path in the sheet
// ("route.port"); of a list's rows each field comes once a row ("items.name"),
// in the order of the rows. What the form does not know stays as it is in the
// sheet, which takes the form's place as text where somebody wants all of it.

// sheetScalars are the single fields of the form, in the order of docs/pricing.md.
var sheetScalars = []string{
	"title", "currency", "home", "valid_days",
	"route.from", "route.to", "route.premises", "route.terminal", "route.port", "route.to_port", "route.destination",
	"shipping.mode", "shipping.container",
	"profit", "floor", "commission", "bank", "discount.rate", "discount.until",
	"finance.rate", "finance.days", "insurance.c", "insurance.a", "insurance.extra",
	"import.duty", "import.tax", "rounding.to", "rounding.mode",
}

// sheetLists are the lists of the form with the fields of a row; a row without
// its first fields is none.
var sheetLists = map[string][]string{
	"items":   {"name", "model", "quantity", "unit", "moq", "goods.0.cost", "goods.0.vat", "goods.0.refund", "list.price", "list.term", "packing.per_carton", "packing.size", "packing.gross", "packing.net", "ladder", "target.price", "target.term", "profit"},
	"charges": {"stage", "cost", "name"},
	"rates":   {"currency", "rate", "buffer", "date"},
	"options": {"term", "place", "name", "commission"},
}

// rowNeeds are the fields of which a row must have one to be kept.
var rowNeeds = map[string][]string{"items": {"name", "model"}, "charges": {"cost"}, "rates": {"currency", "rate"}, "options": {"term"}}

// sheetRow is one row of a list: its number in the sheet, -1 for a new one, and
// its fields.
type sheetRow struct {
	No     int
	Fields map[string]string
}

// sheetTree is a sheet as a tree of JSON.
type sheetTree map[string]any

// parseSheet reads a kept sheet. A sheet that is none is empty.
func parseSheet(raw json.RawMessage) sheetTree {
	t := sheetTree{}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if len(raw) > 0 && d.Decode(&t) != nil || t == nil {
		return sheetTree{}
	}
	return t
}

// get is the text of the field at a path, "" if there is none.
func (t sheetTree) get(path string) string {
	switch v := dig(map[string]any(t), strings.Split(path, ".")).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case []any:
		if path == "ladder" || strings.HasSuffix(path, ".ladder") {
			return ladderText(v)
		}
	}
	return ""
}

// dig follows a path; a list stands for its first element where the path does
// not number one, as a single value may stand for a list.
func dig(v any, path []string) any {
	for _, key := range path {
		if list, ok := v.([]any); ok {
			n, err := strconv.Atoi(key)
			if err != nil {
				if len(list) == 0 {
					return nil
				}
				v = list[0]
			} else if n < len(list) {
				v = list[n]
				continue
			} else {
				return nil
			}
		}
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// rows are a list's rows with their fields, and some empty ones to fill in.
func (t sheetTree) rows(list string, spare int) []sheetRow {
	var rows []sheetRow
	all, _ := t[list].([]any)
	for i, v := range all {
		m, _ := v.(map[string]any)
		row := sheetRow{i, map[string]string{}}
		for _, f := range sheetLists[list] {
			row.Fields[f] = sheetTree(m).get(f)
		}
		rows = append(rows, row)
	}
	for range spare {
		rows = append(rows, sheetRow{-1, map[string]string{}})
	}
	return rows
}

// fill puts what a form says into the tree.
func (t sheetTree) fill(form url.Values) {
	for _, path := range sheetScalars {
		if vs, ok := form["sheet."+path]; ok && len(vs) > 0 {
			t.put(strings.Split(path, "."), strings.TrimSpace(vs[0]))
		}
	}
	for list, fields := range sheetLists {
		numbers, ok := form["sheet."+list+".row"]
		if !ok {
			continue
		}
		was, _ := t[list].([]any)
		var rows []any
		for i, no := range numbers[:min(len(numbers), maxSheetRows)] {
			row := sheetTree{}
			if n, err := strconv.Atoi(no); err == nil && n >= 0 && n < len(was) {
				if m, ok := was[n].(map[string]any); ok && m != nil {
					row = m
				}
			}
			for _, f := range fields {
				if vs := form["sheet."+list+"."+f]; i < len(vs) {
					row.put(strings.Split(f, "."), strings.TrimSpace(vs[i]))
				}
			}
			keep := false
			for _, f := range rowNeeds[list] {
				keep = keep || row.get(f) != ""
			}
			if keep {
				rows = append(rows, map[string]any(row))
			}
		}
		if t[list] = rows; len(rows) == 0 {
			delete(t, list)
		}
	}
}

// maxSheetRows bounds the rows of one list that a form sends.
const maxSheetRows = 500

// put sets the field at a path; "" takes it away, and what holds nothing else
// with it.
func (t sheetTree) put(path []string, value string) {
	key := path[0]
	if len(path) == 1 {
		switch {
		case value == "":
			delete(t, key)
		case key == "ladder":
			t[key] = ladderOf(value)
		default:
			t[key] = value
		}
		return
	}
	if path[1] == "0" || isList(t[key]) { // the first of a list
		rest := path[1:]
		if path[1] == "0" {
			rest = path[2:]
		}
		list, _ := t[key].([]any)
		first := sheetTree{}
		if len(list) > 0 {
			if m, ok := list[0].(map[string]any); ok {
				first = m
			}
		} else if m, ok := t[key].(map[string]any); ok {
			first = m
		}
		first.put(rest, value)
		switch {
		case len(first) > 0 && len(list) > 0:
			list[0] = map[string]any(first)
		case len(first) > 0:
			t[key] = []any{map[string]any(first)}
		case len(list) > 1:
			t[key] = list[1:]
		default:
			delete(t, key)
		}
		return
	}
	m, _ := t[key].(map[string]any)
	if m == nil {
		m = map[string]any{}
	}
	sheetTree(m).put(path[1:], value)
	if t[key] = m; len(m) == 0 {
		delete(t, key)
	}
}

func isList(v any) bool { _, ok := v.([]any); return ok }

// json is the tree as bytes.
func (t sheetTree) json() []byte {
	b, _ := json.Marshal(t) // strings and numbers always marshal
	return b
}

// ladderText writes a ladder as people do: "1000, 5000 −1%".
func ladderText(list []any) string {
	var parts []string
	for _, v := range list {
		m, _ := v.(map[string]any)
		part := sheetTree(m).get("quantity")
		if d := sheetTree(m).get("discount"); d != "" && d != "0%" {
			part += " −" + d
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

// ladderOf is the inverse of ladderText.
func ladderOf(text string) []any {
	var list []any
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || r == ';' || r == '；' || r == '、' }) {
		quantity, discount, _ := strings.Cut(strings.NewReplacer("-", "−", "–", "−").Replace(strings.TrimSpace(part)), "−")
		rung := map[string]any{"quantity": strings.ReplaceAll(strings.TrimSpace(quantity), " ", "")}
		if d := strings.TrimSpace(discount); d != "" {
			rung["discount"] = d
		}
		list = append(list, rung)
	}
	return list
}
