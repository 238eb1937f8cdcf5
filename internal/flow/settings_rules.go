package flow

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/expr-lang/expr/file"

	"xunpan"
	"xunpan/internal/judge"
)

// Limits of house rules.
const (
	maxRules = 100
	maxWhen  = 1000 // bytes of a condition
	maxSay   = 300  // bytes of what a rule says
)

// SetRules changes the company's house rules, which stand in their order;
// version is that of the company's settings, 0 for whatever is there.
func (d *Desk) SetRules(ctx context.Context, who Who, version int64, change func([]xunpan.HouseRule) ([]xunpan.HouseRule, error)) error {
	c, present, err := d.CompanySettings(ctx)
	if err != nil {
		return err
	}
	if version == 0 {
		version = present
	}
	if c.Rules, err = change(c.Rules); err != nil {
		return err
	}
	return d.SaveCompany(ctx, who, version, c)
}

func checkRules(all []xunpan.HouseRule) error {
	if len(all) > maxRules {
		return invalid("when", "There is room for %d rules.", "最多 %d 条规则。", maxRules)
	}
	seen := map[string]bool{}
	for i := range all {
		if err := checkRule(&all[i]); err != nil {
			return err
		}
		id := all[i].ID
		if seen[id] {
			return invalid("id", "Two rules are called %q.", "有两条规则都叫“%s”。", id)
		}
		seen[id] = id != ""
	}
	return nil
}

// checkRule tells a person what is wrong with a rule, and where in it.
func checkRule(h *xunpan.HouseRule) error {
	h.When, h.Say.En, h.Say.Zh = strings.TrimSpace(h.When), strings.TrimSpace(h.Say.En), strings.TrimSpace(h.Say.Zh)
	switch {
	case h.When == "":
		return invalid("when", "The condition is missing.", "缺少条件。")
	case len(h.When) > maxWhen:
		return invalid("when", "The condition is longer than %d bytes.", "条件超过 %d 字节。", maxWhen)
	case h.Say.En == "" && h.Say.Zh == "":
		return invalid("say_en", "Say in a few words what the rule means: whoever sees it apply reads them.", "请用几个字说明规则的含义，规则生效时会显示出来。")
	case len(h.Say.En) > maxSay || len(h.Say.Zh) > maxSay:
		return invalid("say_en", "The words are longer than %d bytes.", "说明超过 %d 字节。", maxSay)
	case h.Action != "" && h.Action.Title().En == "":
		return invalid("action", "There is no action %q.", "没有“%s”这种处理方式。", h.Action)
	}
	on := *h
	on.Off = false
	_, err := judge.Default().WithHouse([]xunpan.HouseRule{on})
	if err == nil {
		return nil
	}
	var at *file.Error
	if !errors.As(err, &at) {
		_, message, _ := strings.Cut(err.Error(), "condition: ")
		say := conditionError(message)
		return &xunpan.Invalid{Field: "when", Say: xunpan.Text{En: "In the condition: " + say.En + ".", Zh: "条件有误：" + say.Zh + "。"}}
	}
	n, near := at.Column+1, ""
	if lines := strings.Split(h.When, "\n"); at.Line >= 1 && at.Line <= len(lines) {
		if r := []rune(lines[at.Line-1]); at.Column < len(r) {
			near = string(r[at.Column:min(len(r), at.Column+20)])
		}
	}
	say := conditionError(at.Message)
	return &xunpan.Invalid{Field: "when", Say: xunpan.Text{
		En: fmt.Sprintf("Line %d, character %d, before “%s”: %s.", at.Line, n, near, say.En),
		Zh: fmt.Sprintf("第 %d 行第 %d 个字符（“%s”前）：%s。", at.Line, n, near, say.Zh)}}
}

// conditionErrors are the words for what the expression's reader finds wrong.
var conditionErrors = []struct {
	is     *regexp.Regexp
	en, zh string
}{
	{regexp.MustCompile(`^unknown name (\S+)`), "there is no name $1; the names are listed below", "没有名称 $1；可用的名称见下方列表"},
	{regexp.MustCompile(`mismatched types (.+) and (.+)\)`), "$1 cannot be compared or joined with $2", "$1 与 $2 类型不同，不能比较或运算"},
	{regexp.MustCompile(`^expected bool, but got (.+)`), "the condition must come out as true or false, this one gives $1", "条件的结果必须是真或假，此处得到 $1"},
	{regexp.MustCompile(`^unexpected token EOF`), "the condition ends too early", "条件不完整"},
	{regexp.MustCompile(`^unexpected token (.+)`), "$1 is not expected here", "此处不应出现 $1"},
	{regexp.MustCompile(`^literal not terminated`), "a quotation mark is not closed", "引号没有闭合"},
	{regexp.MustCompile(`^(?:unclosed|unbalanced) (.+)`), "the bracket is not closed: $1", "括号没有闭合：$1"},
}

// conditionError is what is wrong with a condition, in both languages.
func conditionError(message string) xunpan.Text {
	message, _, _ = strings.Cut(message, "\n")
	for _, e := range conditionErrors {
		if m := e.is.FindStringSubmatchIndex(message); m != nil {
			return xunpan.Text{En: string(e.is.ExpandString(nil, e.en, message, m)), Zh: string(e.is.ExpandString(nil, e.zh, message, m))}
		}
	}
	return xunpan.Text{En: message, Zh: message}
}
