package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"xunpan"
)

// show writes one message in full: what to do first, then why.
func (s *sheet) show(a *xunpan.Analysis) {
	s.headline(a)
	s.who(a)
	s.risks(a)
	s.wants(a)
	s.asks(a)
	s.evidence(a)
	s.excerpt(a)
	s.checks(a)
	s.missing(a)
	s.problems(a)
}

func starStyle(n int) style {
	switch {
	case n >= 4:
		return good
	case n >= 2:
		return warning
	}
	return bad
}

// types names the type; the runners-up too when it is not clear-cut.
func (s *sheet) types(a *xunpan.Analysis) string {
	name := s.in(a.Type.Title())
	p := a.Types[string(a.Type)]
	if p >= 0.75 || p == 0 {
		return name
	}
	name += " " + percent(p)
	for range 2 {
		best, bestP := xunpan.BuyerType(""), 0.15
		for _, t := range xunpan.Types {
			if q := a.Types[string(t)]; t != a.Type && q >= bestP && !strings.Contains(name, s.in(t.Title())) {
				best, bestP = t, q
			}
		}
		if best == "" {
			break
		}
		name += s.t(", ", "，") + s.in(best.Title()) + " " + percent(bestP)
	}
	return name
}

func (s *sheet) headline(a *xunpan.Analysis) {
	st := starStyle(a.Stars)
	s.line(cells(stars(a.Stars)+"  ", st), cells(s.types(a), bold),
		cells(fmt.Sprintf(s.t("  ·  grade %s  ·  intent %s  ·  %s sure", "  ·  等级 %s  ·  意向%s  ·  把握 %s"), a.Grade, s.in(a.Intent.Title()), percent(a.Confidence)), asIs))
	s.line(cells("→ ", st), cells(s.in(a.Action.Title()), bold))
	s.house(cells("  ", asIs), a)
}

// house states the company's rules that applied, since they may have changed
// the action.
func (s *sheet) house(indent []cell, a *xunpan.Analysis) {
	for _, h := range a.House {
		s.line(append(slices.Clip(indent), cells(s.t("house rule ", "公司规定 ")+h.ID+s.t(": ", "："), warning)...), cells(s.in(h.Say), asIs))
	}
}

func value(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

func (s *sheet) who(a *xunpan.Analysis) {
	s.newline()
	b := &a.Buyer
	country := s.country(b.Country)
	if country != "" && b.CountryBasis != nil {
		country += s.t(" (", "（") + word(s, basisWords, *b.CountryBasis) + s.t(")", "）")
	}
	label := func(en, zh string) []cell {
		w := 9
		text := s.t(en, zh)
		return cells(text+strings.Repeat(" ", max(w-textWidth(text), 1)), faint)
	}
	name := join(", ", value(b.Name), value(b.Title))
	firm := join(", ", value(b.Company), country)
	if name == "" && firm == "" {
		name = s.t("unknown", "未知")
	}
	contact := join(" · ", join(", ", b.Emails...), join(", ", b.Phones...), prefixed("WhatsApp ", value(b.WhatsApp)), prefixed("fax ", join(", ", b.Fax...)), value(b.Website))
	for i, text := range []string{name, firm, contact, value(b.Address)} {
		if text == "" {
			continue
		}
		head := label("", "")
		if i == 0 || i == 1 && name == "" {
			head = label("From", "来自")
		}
		s.line(head, cells(text, asIs))
	}
	if a.Subject != "" {
		s.line(label("Subject", "主题"), cells(a.Subject, asIs))
	}
	s.line(label("Sent", "发送"), cells(join(" · ", s.date(a), string(a.Channel), value(a.Lang), a.Source), asIs))
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// wants writes the needs as a table with the terms below it.
func (s *sheet) wants(a *xunpan.Analysis) {
	n := &a.Needs
	rows := [][]string{{s.t("product", "产品"), s.t("model", "型号"), s.t("specs", "规格"), s.t("quantity", "数量"), s.t("target price", "目标价")}}
	for i := range n.Lines {
		l := &n.Lines[i]
		rows = append(rows, []string{value(l.Product), value(l.Model), strings.Join(l.Specs, ", "), s.quantity(l.Quantity), price(l.TargetPrice)})
	}
	terms := []struct{ name, text string }{
		{s.t("terms", "价格条件"), join(" ", value(n.Incoterm), value(n.Place))},
		{s.t("to", "目的地"), join(", ", value(n.Destination.Port), s.country(n.Destination.Country))},
		{s.t("payment", "付款"), value(n.Payment)},
		{s.t("delivery", "交期"), value(n.Delivery)},
		{s.t("certificates", "认证"), strings.Join(n.Certifications, ", ")},
		{s.t("packaging", "包装"), value(n.Packaging)},
		{s.t("custom-made", "定制"), value(n.Custom)},
	}
	if n.Sample != nil {
		terms = append(terms, struct{ name, text string }{s.t("sample", "样品"), word(s, sampleWords, *n.Sample)})
	}
	if n.Urgent {
		terms = append(terms, struct{ name, text string }{s.t("urgent", "紧急"), s.t("yes", "是")})
	}
	wide, any := 0, len(rows) > 1
	for _, t := range terms {
		if t.text != "" {
			wide, any = max(wide, textWidth(t.name)), true
		}
	}
	if !any {
		return
	}
	s.heading("Wanted", "需求")
	s.table(2, rows)
	for _, t := range terms {
		if t.text != "" {
			s.line(cells("  "+t.name+strings.Repeat(" ", wide-textWidth(t.name)+2), faint), cells(t.text, asIs))
		}
	}
}

func (s *sheet) asks(a *xunpan.Analysis) {
	if len(a.Questions) == 0 {
		return
	}
	s.heading("Questions asked", "买家的问题")
	for i, q := range a.Questions {
		s.line(cells(fmt.Sprintf("  %d. ", i+1), faint), cells(word(s, topicWords, q.Topic), bold), cells("  "+oneLine(q.Text), asIs))
	}
}

func oneLine(t string) string { return strings.Join(strings.Fields(t), " ") }

// against tells whether evidence speaks against the buyer.
func against(e *xunpan.AnalysisEvidence) bool {
	return (e.Axis == xunpan.AxisRisk) == (e.Points > 0)
}

const mostEvidence, mostTelling = 12, 4

func (s *sheet) evidence(a *xunpan.Analysis) {
	if len(a.Evidence) == 0 {
		return
	}
	s.heading("Why", "依据")
	axes := a.Axes
	s.line(cells("  ", asIs), cells(fmt.Sprintf(s.t("need %d  credibility %d  engagement %d  risk %d  (of 100)", "需求 %d  可信 %d  诚意 %d  风险 %d（满分 100）"), axes.Need, axes.Credibility, axes.Engagement, axes.Risk), faint))
	shown := s.shown(a)
	for _, i := range shown {
		e := &a.Evidence[i]
		st, sign := good, "+"
		if against(e) {
			st, sign = bad, "−"
		}
		points := strconv.Itoa(int(math.Round(math.Abs(e.Points))))
		if points == "0" {
			st, sign, points = faint, "", "·"
		}
		number := sign + points
		head := cells(strings.Repeat(" ", max(6-textWidth(number), 0))+number, st)
		s.line(append(head, cells("  ", asIs)...), cells(s.in(e.Why), asIs), s.quote(e, 60))
	}
	if left := len(a.Evidence) - len(shown); left > 0 {
		s.line(cells("       ", asIs), cells(fmt.Sprintf(s.t("… and %d weaker ones", "……还有 %d 条较弱的"), left), faint))
	}
}

// shown is which evidence there is room for, in its order: the strongest, but
// never without what told the most for the type.
func (s *sheet) shown(a *xunpan.Analysis) []int {
	order := s.telling(a)
	if len(order) <= mostEvidence+1 {
		slices.Sort(order)
		return order
	}
	first := order[:mostTelling]
	for i := range a.Evidence {
		if len(first) == mostEvidence {
			break
		}
		if !slices.Contains(first, i) {
			first = append(slices.Clip(first), i)
		}
	}
	slices.Sort(first)
	return first
}

// quote is the words the evidence rests on, unless its reason holds them
// already. Header lines are no reading for people.
func (s *sheet) quote(e *xunpan.AnalysisEvidence, columns int) []cell {
	text := oneLine(e.Text)
	if text == "" || strings.HasPrefix(string(e.Part), "header:") || strings.Contains(oneLine(s.in(e.Why)), strings.TrimSuffix(cut(text, 24), "…")) {
		return nil
	}
	return cells("  «"+cut(text, columns)+"»", faint)
}

func (s *sheet) risks(a *xunpan.Analysis) {
	if len(a.Risks) == 0 {
		return
	}
	s.heading("Risks", "风险")
	order := []xunpan.Severity{xunpan.SeverityHigh, xunpan.SeverityMedium, xunpan.SeverityLow}
	rank := func(r xunpan.Risk) int { return slices.Index(order, r.Severity) }
	for _, r := range slices.SortedStableFunc(slices.Values(a.Risks), func(x, y xunpan.Risk) int { return rank(x) - rank(y) }) {
		st := faint
		switch r.Severity {
		case xunpan.SeverityHigh:
			st = bad
		case xunpan.SeverityMedium:
			st = warning
		}
		s.line(cells("  ! "+word(s, severityWords, r.Severity)+"  ", st), cells(s.in(r.Why), asIs))
	}
}

// checks lists what was looked up, and what was not in one line.
func (s *sheet) checks(a *xunpan.Analysis) {
	var open []string
	begun := false
	begin := func() {
		if !begun {
			s.heading("Checks", "核实")
			begun = true
		}
	}
	for _, c := range a.Checks {
		name := checkName(s, c.ID)
		if host, ok := strings.CutPrefix(c.Detail, "recorded by "); ok && s.lang == "zh" {
			c.Detail = "由 " + host + " 记录"
		}
		switch c.State {
		case "passed":
			begin()
			s.line(cells("  ✓ ", good), cells(join(s.t(": ", "："), name, c.Detail), asIs))
		case "failed":
			begin()
			s.line(cells("  ✗ ", bad), cells(join(s.t(": ", "："), name, c.Detail), asIs))
		default:
			open = append(open, name)
		}
	}
	if len(open) > 0 {
		begin()
		s.line(cells(s.t("  not checked  ", "  未核实  "), faint), cells(strings.Join(open, s.t(", ", "、")), asIs))
	}
}

// missing lists what to ask him, as choices, and what would raise the stars.
func (s *sheet) missing(a *xunpan.Analysis) {
	if len(a.Missing) > 0 {
		s.heading("Ask the buyer", "要问买家的")
		for _, m := range a.Missing {
			s.line(cells("  ? ", warning), cells(s.in(m.Ask), asIs))
		}
	}
	if len(a.Raise) > 0 {
		s.heading("Would raise the stars", "能提高星级的")
		for _, r := range a.Raise {
			s.line(cells("  ↑ ", good), cells(s.in(r), asIs))
		}
	}
}

func (s *sheet) problems(a *xunpan.Analysis) {
	if len(a.Problems) == 0 {
		return
	}
	s.heading("Could not be read as it should be", "读取问题")
	for i, p := range a.Problems {
		if i == 6 {
			s.line(cells("  · ", faint), cells(fmt.Sprintf("… %d", len(a.Problems)-i), faint))
			break
		}
		s.line(cells("  · ", faint), cells(join(": ", p.Where, p.Detail), asIs))
	}
}
