package main

import (
	"fmt"
	"reflect"
	"strings"

	"xunpan/internal/config"
)

type configCommand struct {
	Describe configDescribeCommand `cmd:"" help:"Print every setting of the server with its default and its meaning."`
}

type configDescribeCommand struct{}

// Run prints the settings as they stand in the struct, so that the description
// cannot be out of date.
func (configDescribeCommand) Run(w *world) error {
	fmt.Fprintln(w.Out, w.say("# Settings of `xunpan serve`: as a flag, or as a variable of the environment.", "# xunpan serve 的设置：可作为参数，也可作为环境变量。"))
	describe(w, reflect.TypeFor[config.Server]())
	return nil
}

func describe(w *world, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			describe(w, f.Type)
			continue
		}
		flag := dashed(f.Name)
		fmt.Fprintf(w.Out, "\n--%s  (XUNPAN_%s)", flag, strings.ToUpper(strings.ReplaceAll(flag, "-", "_")))
		if d := f.Tag.Get("default"); d != "" {
			fmt.Fprintf(w.Out, w.say("  default %s", "  默认 %s"), d)
		}
		fmt.Fprintf(w.Out, "\n    %s\n", f.Tag.Get("help"))
	}
}

// dashed is a field's name as kong spells its flag: SecretKeyFile is
// secret-key-file.
func dashed(name string) string {
	var b strings.Builder
	for i, r := range name {
		upper := 'A' <= r && r <= 'Z'
		if upper && i > 0 {
			prev, next := name[i-1], byte('a')
			if i+1 < len(name) {
				next = name[i+1]
			}
			if prev < 'A' || prev > 'Z' || next >= 'a' && i+1 < len(name) {
				b.WriteByte('-')
			}
		}
		b.WriteRune(r)
	}
	return strings.ToLower(b.String())
}
