package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/intake"
)

// textPrinter writes for people: one message in full; several as a few lines
// each, with a summary at the end.
type textPrinter struct {
	sheet   *sheet
	details bool

	held  *outcome // the first one, until it is known whether it is the only one
	count int
	sums  summary
}

func (p *textPrinter) print(o outcome) error {
	p.count++
	p.sums.add(o)
	if p.count == 1 && !p.details {
		p.held = &o
		return nil
	}
	p.release(false)
	p.one(o, p.details)
	return nil
}

func (p *textPrinter) release(full bool) {
	if p.held != nil {
		o := *p.held
		p.held = nil
		p.one(o, full)
	}
}

func (p *textPrinter) end() error {
	p.release(true)
	if p.count > 1 {
		p.sheet.summary(&p.sums)
	}
	return nil
}

func (p *textPrinter) one(o outcome, full bool) {
	switch {
	case o.err != nil:
		p.sheet.line(cells("✗      ", bad), cells(o.source+": "+p.sheet.trouble(o.err), bad))
	case full:
		p.sheet.show(o.got)
		if p.details {
			p.sheet.rule()
		}
		return
	default:
		p.sheet.brief(o.got)
	}
	p.sheet.newline()
}

// trouble is why an input could not be read.
func (s *sheet) trouble(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.t("no such file or folder", "没有这个文件或文件夹")
	case errors.Is(err, fs.ErrPermission):
		return s.t("no permission to read it", "没有读取权限")
	case errors.Is(err, intake.ErrNotMail):
		return s.t(err.Error(), "不是邮件、邮箱文件或粘贴的文字")
	}
	return err.Error()
}

func (s *sheet) rule() {
	s.newline()
	s.put(cells(strings.Repeat("─", s.columns), faint))
	s.newline()
	s.newline()
}

// brief writes one message in a few lines.
func (s *sheet) brief(a *xunpan.Analysis) {
	st := starStyle(a.Stars)
	s.line(cells(stars(a.Stars)+"  ", st), cells(s.types(a), bold), cells("  → "+word(s, actionWords, a.Action), st))
	in := cells("       ", asIs)
	s.house(in, a)
	b := &a.Buyer
	who := join(", ", value(b.Name), value(b.Company), s.country(b.Country))
	if who == "" {
		who = join(", ", b.Emails...)
	}
	s.line(in, cells(cut(join(" — ", who, oneLine(a.Subject)), 2*(s.columns-8)), asIs))
	if wants := s.wantsShort(a); wants != "" {
		s.line(in, cells(cut(wants, 2*(s.columns-8)), asIs))
	}
	telling := s.telling(a)
	for _, i := range telling[:min(3, len(telling))] {
		e := &a.Evidence[i]
		st, sign := good, "+ "
		switch {
		case math.Round(e.Points) == 0:
			st, sign = faint, "· "
		case against(e):
			st, sign = bad, "− "
		}
		s.line(append(slices.Clip(in), cells(sign, st)...), cells(s.in(e.Why), asIs), s.quote(e, 40))
	}
	s.line(in, cells(a.Source, faint))
}

// telling is the order in which evidence explains the verdict: by points, as
// it comes, for a mail worth an answer; for the others first what spoke for
// their type, since a full address is no reason to decline.
func (s *sheet) telling(a *xunpan.Analysis) []int {
	order := make([]int, len(a.Evidence))
	weight := make([]float64, len(a.Evidence))
	for i := range order {
		order[i] = i
		if s.rules != nil && a.Stars < 3 && a.Type != xunpan.Fraud {
			if g := s.rules.Signal(a.Evidence[i].Signal); g != nil {
				weight[i] = max(g.Types[string(a.Type)], 0)
			}
		}
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(weight[y], weight[x]) })
	return order
}

// goods names the product and its model, unless the product's name holds it.
func goods(l *xunpan.AnalysisLine) string {
	if strings.Contains(value(l.Product), value(l.Model)) {
		return value(l.Product)
	}
	return join(" ", value(l.Product), value(l.Model))
}

// wantsShort is the need in one line.
func (s *sheet) wantsShort(a *xunpan.Analysis) string {
	n := &a.Needs
	var lines []string
	for i := range n.Lines {
		if i == 3 {
			lines = append(lines, "…")
			break
		}
		lines = append(lines, join(" ", s.quantity(n.Lines[i].Quantity), goods(&n.Lines[i])))
	}
	return join(" · ", join("; ", lines...), join(" ", value(n.Incoterm), value(n.Place)),
		prefixed("→ ", join(", ", value(n.Destination.Port), s.country(n.Destination.Country))), value(n.Payment), value(n.Delivery))
}

// mostBest is how many messages the summary names as worth today's time.
const mostBest = 5

// summary counts what came, and remembers the best.
type summary struct {
	mails, unreadable int
	count             [len(xunpan.Types)][6]int
	best              []*xunpan.Analysis
}

func (m *summary) add(o outcome) {
	m.mails++
	if o.err != nil {
		m.unreadable++
		return
	}
	a := o.got
	if i := a.Type.Index(); i >= 0 {
		m.count[i][min(max(a.Stars, 0), 5)]++
	}
	if a.Stars < 4 || a.Action == xunpan.Nurture || a.Action == xunpan.Decline { // a house rule may say so
		return
	}
	// The first of equals stays first.
	at, _ := slices.BinarySearchFunc(m.best, a, func(x, y *xunpan.Analysis) int {
		if worth(x) >= worth(y) {
			return -1
		}
		return 1
	})
	if at < mostBest {
		slim := *a
		slim.Texts = nil
		m.best = slices.Insert(m.best, at, &slim)
		m.best = m.best[:min(len(m.best), mostBest)]
	}
}

// worth orders messages for today's time: stars first, then need and credibility.
func worth(a *xunpan.Analysis) int {
	return a.Stars*1000 + a.Axes.Need + a.Axes.Credibility
}

func (s *sheet) summary(m *summary) {
	s.put(cells(strings.Repeat("─", min(s.columns, 72)), faint))
	s.newline()
	text := fmt.Sprintf(s.t("%d messages", "共 %d 封"), m.mails)
	if m.unreadable > 0 {
		text += fmt.Sprintf(s.t(", %d could not be read", "，%d 封无法读取"), m.unreadable)
	}
	s.line(nil, cells(text, bold))
	rows := [][]string{{s.t("type", "类型"), "5★", "4★", "3★", "2★", "1★", "0★", s.t("all", "合计")}}
	for i, t := range xunpan.Types {
		row, all := []string{s.in(t.Title())}, 0
		for n := 5; n >= 0; n-- {
			c := m.count[i][n]
			all += c
			if c == 0 {
				row = append(row, "·")
			} else {
				row = append(row, fmt.Sprint(c))
			}
		}
		if all > 0 {
			rows = append(rows, append(row, fmt.Sprint(all)))
		}
	}
	s.table(2, rows)
	if len(m.best) > 0 {
		s.heading("Worth today's time first", "今天先做这些")
		for _, a := range m.best {
			b := &a.Buyer
			who := join(", ", value(b.Name), value(b.Company), s.country(b.Country))
			s.line(cells("  "+stars(a.Stars)+"  ", starStyle(a.Stars)), cells(join(" — ", who, oneLine(a.Subject)), asIs))
		}
	}
}
