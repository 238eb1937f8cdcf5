package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

// Run prints a completion script made from the commands' own description.
func (c *completionCommand) Run(w *world, k *kong.Kong) error {
	var b strings.Builder
	switch c.Shell {
	case "bash", "zsh":
		if c.Shell == "zsh" {
			b.WriteString("#compdef xunpan\nautoload -U +X bashcompinit && bashcompinit\n")
		}
		writeBash(&b, k.Model)
	case "fish":
		writeFish(&b, k.Model)
	}
	_, err := fmt.Fprint(w.Out, b.String())
	return err
}

func visible(flags []*kong.Flag) []*kong.Flag {
	var vs []*kong.Flag
	for _, f := range flags {
		if !f.Hidden {
			vs = append(vs, f)
		}
	}
	return vs
}

// choices returns the values a flag or argument may have, if they are few.
func choices(v *kong.Value) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(v.Enum, ",", " ")), " ")
}

func writeBash(b *strings.Builder, app *kong.Application) {
	var names []string
	for _, c := range app.Children {
		names = append(names, c.Name)
	}
	fmt.Fprintf(b, `_xunpan() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words= values=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "%s --help" -- "$cur")); return
  fi
  case ${COMP_WORDS[1]} in
`, strings.Join(names, " "))
	for _, c := range app.Children {
		var words, cases []string
		for _, f := range append(visible(app.Flags), visible(c.Flags)...) {
			words = append(words, "--"+f.Name)
			if v := choices(f.Value); v != "" {
				cases = append(cases, fmt.Sprintf("--%s) values='%s';;", f.Name, v))
			} else if !f.IsBool() {
				cases = append(cases, fmt.Sprintf("--%s) COMPREPLY=($(compgen -f -- \"$cur\")); return;;", f.Name))
			}
		}
		for _, p := range c.Positional {
			if v := choices(p); v != "" {
				words = append(words, v)
			}
		}
		fmt.Fprintf(b, "    %s) words='%s'\n      case $prev in %s esac;;\n", c.Name, strings.Join(words, " "), strings.Join(cases, " "))
	}
	b.WriteString(`  esac
  if [ -n "$values" ]; then COMPREPLY=($(compgen -W "$values" -- "$cur"))
  else COMPREPLY=($(compgen -W "$words" -- "$cur") $(compgen -f -- "$cur")); fi
}
complete -o filenames -F _xunpan xunpan
`)
}

func writeFish(b *strings.Builder, app *kong.Application) {
	quote := func(s string) string {
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
	}
	for _, c := range app.Children {
		fmt.Fprintf(b, "complete -c xunpan -n __fish_use_subcommand -f -a %s -d %s\n", c.Name, quote(c.Help))
		in := quote("__fish_seen_subcommand_from " + c.Name)
		for _, f := range append(visible(app.Flags), visible(c.Flags)...) {
			fmt.Fprintf(b, "complete -c xunpan -n %s -l %s -d %s", in, f.Name, quote(f.Help))
			if v := choices(f.Value); v != "" {
				fmt.Fprintf(b, " -x -a %s", quote(v))
			} else if !f.IsBool() {
				b.WriteString(" -r")
			}
			b.WriteByte('\n')
		}
		for _, p := range c.Positional {
			if v := choices(p); v != "" {
				fmt.Fprintf(b, "complete -c xunpan -n %s -f -a %s\n", in, quote(v))
			}
		}
	}
}
