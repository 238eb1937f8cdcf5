// Package pricefile reads cost sheets from YAML or JSON files. It knows the
// line of every field, so that what is wrong with a sheet can be told where
// it stands. It opens no files itself.
package pricefile

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"xunpan"
	"xunpan/internal/price"
)

// Limits of a file. A quotation of 1000 lines takes less than half of them.
const (
	MostBytes = 2 << 20
	deepest   = 12
)

// File is a sheet and where its fields stand.
type File struct {
	Sheet price.Sheet
	Name  string // as given to Read; for messages only
	lines map[string]int
}

// Problem is one thing that is wrong with a file.
type Problem struct {
	Line  int    // from 1; 0 if the file as a whole is meant
	Field string // "items[0].goods[1].cost"; "" if the file as a whole is meant
	Say   xunpan.Text
}

// Problems are all that is wrong with a file, in the order of its lines.
type Problems struct {
	Name string
	List []Problem
}

func (p *Problems) Error() string { return p.In("en") }

// In is the text for people in their language, one problem a line.
func (p *Problems) In(lang string) string {
	var lines []string
	for _, e := range p.List {
		s := p.Name + ": "
		if e.Line > 0 {
			s = fmt.Sprintf("%s:%d: ", p.Name, e.Line)
		}
		if e.Field != "" {
			s += e.Field + ": "
		}
		lines = append(lines, s+e.Say.In(lang))
	}
	return strings.Join(lines, "\n")
}

// Read reads a sheet. Unknown keys are errors: a misspelt charge that is left
// out would be lost money. The error is a [*Problems].
func Read(name string, data []byte) (*File, error) {
	f := &File{Name: name, lines: map[string]int{}}
	d := decoder{file: f}
	if len(data) > MostBytes {
		d.say(0, "", "the file is larger than 2 MB: a cost sheet is not", "文件超过 2 MB：核算单不会这么大")
		return nil, d.err()
	}
	if t := bytes.TrimSpace(data); len(t) > 0 && t[0] == '{' {
		// YAML allows no tabs where JSON does; inside JSON's strings there are none.
		data = bytes.ReplaceAll(data, []byte("\t"), []byte(" "))
	}
	var doc yaml.Node
	dec := yaml.NewDecoder(bytes.NewReader(data))
	switch err := dec.Decode(&doc); {
	case err == io.EOF:
		d.say(0, "", "the file is empty: docs/pricing.md shows what a cost sheet looks like", "文件为空：核算单的写法见 docs/pricing.zh-CN.md")
		return nil, d.err()
	case err != nil:
		d.syntax(err)
		return nil, d.err()
	}
	if err := dec.Decode(new(yaml.Node)); err != io.EOF {
		d.say(0, "", "the file holds more than one document: keep one sheet in a file", "文件中有多个文档：一个文件只放一张核算单")
		return nil, d.err()
	}
	d.value(doc.Content[0], reflect.ValueOf(&f.Sheet).Elem(), "", 0)
	if err := d.err(); err != nil {
		return nil, err
	}
	return f, nil
}

// Explain adds lines to what [price.Compute] finds wrong with the sheet. Other
// errors are returned as they are.
func (f *File) Explain(err error) error {
	var list price.Faults
	if !errors.As(err, &list) {
		one, ok := errors.AsType[*xunpan.Invalid](err)
		if !ok {
			return err
		}
		list = price.Faults{one}
	}
	p := &Problems{Name: f.Name}
	for _, e := range list {
		p.List = append(p.List, Problem{f.line(e.Field), e.Field, e.Say})
	}
	slices.SortStableFunc(p.List, func(a, b Problem) int { return a.Line - b.Line })
	return p
}

// line is where a field stands, or else what it belongs to.
func (f *File) line(field string) int {
	for field != "" {
		if n, ok := f.lines[field]; ok {
			return n
		}
		field = field[:max(strings.LastIndexAny(field, ".["), 0)]
	}
	return 0
}

type decoder struct {
	file *File
	list []Problem
}

func (d *decoder) err() error {
	if len(d.list) == 0 {
		return nil
	}
	return &Problems{d.file.Name, d.list}
}

func (d *decoder) say(line int, field, en, zh string, args ...any) {
	if len(d.list) < 50 {
		d.list = append(d.list, Problem{line, field, xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}})
	}
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// syntax tells where the file stops being YAML.
func (d *decoder) syntax(err error) {
	text, line := strings.TrimPrefix(err.Error(), "yaml: "), 0
	if m := yamlLine.FindStringSubmatch(text); m != nil {
		line, _ = strconv.Atoi(m[1])
		text = strings.Replace(text, m[0], "", 1)
	}
	d.say(line, "", "this is neither YAML nor JSON: %s; look for a missing quote, bracket or space here or the line before", "此处不是有效的 YAML 或 JSON：%s；请检查本行或上一行的引号、括号和空格", text)
}

// value decodes a node into v, which is addressable.
func (d *decoder) value(n *yaml.Node, v reflect.Value, path string, depth int) {
	switch {
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.say(n.Line, path, "anchors and aliases (& and *) are not read: write the value again", "不支持锚点和别名（& 和 *）：请重复书写该值")
		return
	case depth > deepest:
		d.say(n.Line, path, "nested too deeply", "嵌套过深")
		return
	}
	d.file.lines[path] = n.Line
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	_, isText := v.Addr().Interface().(encoding.TextUnmarshaler)
	switch {
	case n.Kind == yaml.ScalarNode && v.Kind() == reflect.Slice:
		d.list1(n, v, path, depth)
	case n.Kind == yaml.ScalarNode:
		d.scalar(n, v, path)
	case n.Kind == yaml.MappingNode && v.Kind() == reflect.Slice:
		d.list1(n, v, path, depth)
	case n.Kind == yaml.MappingNode && v.Kind() == reflect.Struct && (!isText || v.Type() == choice):
		d.mapping(n, v, path, depth)
	case n.Kind == yaml.SequenceNode && v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, e := range n.Content {
			d.value(e, v.Index(i), fmt.Sprintf("%s[%d]", path, i), depth+1)
		}
	case v.Kind() == reflect.Struct && !isText:
		d.say(n.Line, path, "fields are wanted here, as {key: value}", "此处应为字段，如 {key: value}")
	default:
		d.say(n.Line, path, "one value is wanted here, not a list or fields", "此处应为单个值，而不是列表或字段")
	}
}

// choice is the one type that is written as text or as fields.
var choice = reflect.TypeFor[price.Choice]()

// list1 takes one value where a list is wanted as a list of one.
func (d *decoder) list1(n *yaml.Node, v reflect.Value, path string, depth int) {
	v.Set(reflect.MakeSlice(v.Type(), 1, 1))
	d.value(n, v.Index(0), path+"[0]", depth+1)
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, path string, depth int) {
	fields := map[string]int{}
	var names []string
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		fields[name] = i
		names = append(names, name)
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		child := key.Value
		if path != "" {
			child = path + "." + key.Value
		}
		at, ok := fields[key.Value]
		switch {
		case !ok || key.Kind != yaml.ScalarNode:
			d.say(key.Line, path, "%q is no field here%s; there are: %s", "这里没有字段 %q%s；可用：%s", cut(key.Value), nearest(key.Value, names), strings.Join(names, ", "))
		case seen[key.Value]:
			d.say(key.Line, child, "stands here a second time: keep one", "重复出现：请只保留一个")
		default:
			d.value(n.Content[i+1], v.Field(at), child, depth+1)
		}
		seen[key.Value] = true
	}
}

func (d *decoder) scalar(n *yaml.Node, v reflect.Value, path string) {
	switch p := v.Addr().Interface().(type) {
	case *price.Number:
		got, ok := price.ParseNumber(strings.TrimSpace(n.Value))
		if !ok {
			d.say(n.Line, path, "%q is no number: write it as 1250 or 0.05", "%q 不是数字：请写成 1250 或 0.05", cut(n.Value))
		}
		*p = got
	case encoding.TextUnmarshaler:
		err := p.UnmarshalText([]byte(n.Value))
		if e, ok := errors.AsType[*xunpan.Invalid](err); ok {
			d.list = append(d.list, Problem{n.Line, path, e.Say})
		} else if err != nil {
			d.say(n.Line, path, "%v", "%v", err)
		}
	default:
		d.plain(n, v, path)
	}
}

func (d *decoder) plain(n *yaml.Node, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Int:
		i, err := strconv.ParseInt(n.Value, 10, 32)
		if err != nil {
			d.say(n.Line, path, "%q is no whole number", "%q 不是整数", cut(n.Value))
		}
		v.SetInt(i)
	case reflect.Bool:
		switch n.Value {
		case "true", "yes":
			v.SetBool(true)
		case "false", "no":
		default:
			d.say(n.Line, path, "%q is neither true nor false", "%q 不是 true 或 false", cut(n.Value))
		}
	default:
		d.say(n.Line, path, "fields are wanted here, as {key: value}", "此处应为字段，如 {key: value}")
	}
}

// cut keeps a quoted value short.
func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// nearest names the field that was perhaps meant.
func nearest(key string, names []string) string {
	best, least := "", 3
	for _, n := range names {
		if d := distance(cut(key), n); d < least {
			best, least = n, d
		}
	}
	if best == "" {
		return ""
	}
	return " (" + best + "?)"
}

// distance counts the letters to change, add or take away.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := last
			if a[i] != b[j] {
				d = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
