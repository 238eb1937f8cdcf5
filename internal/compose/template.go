package compose

import (
	"fmt"
	"slices"
	"strings"

	"xunpan"
)

// A template is a letter with names in braces and conditions on lines of their
// own, nested up to four deep:
//
//	Dear {buyer},
//	[if quotation]
//	{prices}
//	[else]
//	We will quote as soon as we know:
//	{questions}
//	[end]

// TemplateNames are the names a template may hold: single facts first, then
// passages that are composed as in every letter.
var TemplateNames = []string{
	"buyer", "his_company", "product", "quotation", "valid", "lead", "moq", "payment", "packing", "warranty", "sample", "when", "me", "our_company", "our_line",
	"greeting", "thanks", "answers", "prices", "rest", "questions", "next", "closing",
}

// TemplateConditions are what a condition may ask: whether his name is known,
// a quotation goes with the letter, he asked questions, something is missing for a
// quotation, he wants a sample, files go along, a time is promised, his product is
// one of the catalogue. "country BR, AR" asks whence he is, "lang de" for the
// letter's language.
var TemplateConditions = []string{"person", "quotation", "asked", "missing", "sample", "files", "promise", "catalogue", "country", "lang"}

// maxNesting is how deep conditions may stand in each other.
const maxNesting = 4

// TemplateMistake is what is wrong with a line of a template, from 1.
type TemplateMistake struct {
	Line int
	Say  xunpan.Text
}

// CheckTemplate says what is wrong with a template's text, line by line.
func CheckTemplate(text string) (all []TemplateMistake) {
	wrong := func(line int, en, zh string, args ...any) {
		all = append(all, TemplateMistake{line, xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}})
	}
	var open []int // lines of conditions
	for i, line := range strings.Split(text, "\n") {
		no := i + 1
		word, rest, isControl := control(line)
		switch {
		case !isControl:
			for _, name := range namesIn(line) {
				if !slices.Contains(TemplateNames, name) {
					wrong(no, "There is no {%s}; there are: %s.", "没有 {%s}，可用：%s。", name, strings.Join(TemplateNames, ", "))
				}
			}
		case word == "if":
			if open = append(open, no); len(open) > maxNesting {
				wrong(no, "Conditions stand in each other at most %d deep.", "条件最多嵌套 %d 层。", maxNesting)
			}
			what, _, _ := strings.Cut(strings.TrimPrefix(rest, "not "), " ")
			if !slices.Contains(TemplateConditions, what) {
				wrong(no, "There is no condition “%s”; there are: %s.", "没有条件“%s”，可用：%s。", what, strings.Join(TemplateConditions, ", "))
			}
		case len(open) == 0:
			wrong(no, "[%s] stands without an [if].", "[%s] 前没有 [if]。", word)
		case word == "end":
			open = open[:len(open)-1]
		}
	}
	for _, no := range open {
		wrong(no, "This [if] has no [end].", "此 [if] 没有 [end]。")
	}
	return all
}

// control reads a line of a condition: "[if not sample]", "[else]", "[end]".
func control(line string) (word, rest string, ok bool) {
	line = strings.TrimSpace(line)
	if !strings.HasPrefix(line, "[") || !strings.HasSuffix(line, "]") {
		return "", "", false
	}
	word, rest, _ = strings.Cut(strings.TrimSpace(line[1:len(line)-1]), " ")
	word = strings.ToLower(word)
	return word, strings.ToLower(strings.TrimSpace(rest)), word == "if" || word == "else" || word == "end"
}

// namesIn are the names in braces of a line.
func namesIn(line string) (names []string) {
	for _, part := range strings.Split(line, "{")[1:] {
		if name, _, ok := strings.Cut(part, "}"); ok && name != "" && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz_") == "" {
			names = append(names, name)
		}
	}
	return names
}

// FillTemplate is a template filled with the facts; what is not known is a gap.
// What CheckTemplate finds wrong stays as it stands.
func (f *Facts) FillTemplate(text string) string {
	type level struct{ on, any bool } // shown; one of its branches was
	levels := []level{{true, true}}
	var out []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		top := levels[len(levels)-1]
		word, rest, isControl := control(line)
		switch {
		case isControl && word == "if":
			on := f.holds(rest)
			levels = append(levels, level{top.on && on, on})
		case isControl && word == "else" && len(levels) > 1:
			levels[len(levels)-1] = level{levels[len(levels)-2].on && !top.any, true}
		case isControl && word == "end" && len(levels) > 1:
			levels = levels[:len(levels)-1]
		case top.on:
			if s, empty := f.fillLine(line); !empty {
				out = append(out, s)
			}
		}
	}
	return tidy(strings.Join(out, "\n"))
}

// fillLine fills a line in; a line that was a passage alone and has nothing to say
// is left out.
func (f *Facts) fillLine(line string) (filled string, empty bool) {
	for _, name := range namesIn(line) {
		value, known := f.named(name)
		if !known {
			continue
		}
		if value == "" && strings.TrimSpace(line) == "{"+name+"}" {
			return "", true
		}
		line = strings.ReplaceAll(line, "{"+name+"}", value)
	}
	return line, false
}

// tidy leaves one empty line where conditions left several.
func tidy(s string) string {
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return strings.TrimSpace(s) + "\n"
}

// holds reports whether a condition is met.
func (f *Facts) holds(condition string) bool {
	if rest, not := strings.CutPrefix(condition, "not "); not {
		return !f.holds(rest)
	}
	what, of, _ := strings.Cut(condition, " ")
	list := strings.FieldsFunc(of, func(r rune) bool { return r == ',' || r == ' ' })
	switch what {
	case "person":
		return f.Buyer.Name != ""
	case "quotation":
		return f.Quotation != nil && len(f.Quotation.Offer.Options) > 0
	case "asked":
		return len(f.Questions) > 0
	case "missing":
		return len(f.Missing) > 0
	case "sample":
		return f.Situation == xunpan.AnswerSample || slices.ContainsFunc(f.Questions, func(q xunpan.AnalysisQuestion) bool { return q.Topic == "sample" })
	case "files":
		return len(f.Files) > 0 || f.Papers
	case "promise":
		return !f.Promise.IsZero()
	case "catalogue":
		return len(f.Goods) > 0
	case "country":
		return slices.ContainsFunc(list, func(c string) bool { return strings.EqualFold(c, f.Country) })
	case "lang":
		return slices.Contains(list, f.Lang)
	}
	return false
}

// named is what stands for a name; false for one that there is not.
func (f *Facts) named(name string) (string, bool) {
	say := func(key string, args ...string) string { return say(f.Lang, key, args...) }
	switch name {
	case "buyer":
		return f.orGap(f.Buyer.Name, "his name", "对方姓名"), true
	case "his_company":
		return f.orGap(f.Company, "his company", "对方公司"), true
	case "product":
		return f.orGap(f.Product, "the product", "产品"), true
	case "quotation":
		if f.Quotation == nil {
			return f.gap("number of the quotation", "报价单号"), true
		}
		return f.Quotation.Number, true
	case "valid":
		if f.Quotation == nil || f.Quotation.Offer.ValidUntil == "" {
			return f.gap("until when the prices hold", "价格有效期"), true
		}
		return f.Quotation.Offer.ValidUntil, true
	case "lead":
		return f.orGap(f.leadTime(), "the lead time", "交期"), true
	case "moq":
		return f.orGap(f.known("moq"), "the minimum order", "起订量"), true
	case "payment":
		return f.orGap(f.terms().Payment, "the payment terms", "付款方式"), true
	case "packing":
		return f.orGap(f.terms().Packing, "the packing", "包装"), true
	case "warranty":
		return f.orGap(f.terms().Warranty, "the warranty", "质保"), true
	case "sample":
		return f.orGap(f.terms().Sample, "what a sample costs, and who pays the freight", "样品费用及运费由谁承担"), true
	case "when":
		return f.when(), true
	case "me":
		return f.orGap(f.Signer.Name, "your name", "您的姓名"), true
	case "our_company":
		return f.orGap(f.Seller.Company, "our company", "我司名称"), true
	case "our_line":
		return f.Seller.Line.In(f.Lang), true
	case "greeting":
		if f.Buyer.Name != "" {
			return say("dear", "name", f.Buyer.Name), true
		}
		return say("dear_all"), true
	case "thanks":
		if f.Product != "" {
			return say("thanks", "product", f.Product), true
		}
		return say("thanks_all"), true
	case "answers":
		if len(f.Questions) == 0 {
			return "", true
		}
		return f.answers(), true
	case "prices":
		return f.prices(), true
	case "rest":
		return f.rest(), true
	case "questions":
		return f.questionsBack(), true
	case "next":
		return say("next"), true
	case "closing":
		return say("regards") + "\n" + f.signature(), true
	}
	return "", false
}
