package trial

import (
	"fmt"
	"io"
	"math"
	"strings"

	"xunpan"
)

// Markdown writes the report as Markdown that reads well as plain text too,
// with at most the given number of misses of each kind.
func (r *Report) Markdown(w io.Writer, misses int) error {
	p := printer{w: w}
	p.f("%d mails, %d unreadable\n\n", r.Mails, r.Unreadable)
	p.rows([][]string{{"measure", "share", "count"}}, func(row func(...string)) {
		for _, x := range []struct {
			name string
			s    Score
		}{
			{"type right", r.Types}, {"stars inside the range", r.Stars}, {"stars within one", r.StarsNear},
			{"grade", r.Grades}, {"intent", r.Intents}, {"action", r.Actions},
			{"fraud found", r.FraudFound}, {"honest mails called fraud", r.HonestFraud},
			{"fields found", r.FieldsFound}, {"fields given that are right", r.FieldsRight},
			{"questions found", r.TopicsFound}, {"questions given that are right", r.TopicsRight},
		} {
			if x.s.Of > 0 {
				row(x.name, percent(x.s), count(x.s))
			}
		}
	})
	p.rows([][]string{{"stars", "0", "1", "2", "3", "4", "5"}}, func(row func(...string)) {
		cells := []string{"mails"}
		for _, n := range r.StarCount {
			cells = append(cells, fmt.Sprint(n))
		}
		row(cells...)
	})
	if len(r.PerType) > 0 {
		p.types(r)
	}
	if len(r.Fields) > 0 {
		p.rows([][]string{{"field", "found", "", "right", ""}}, func(row func(...string)) {
			for _, f := range r.Fields {
				row(f.Field, percent(f.Found), count(f.Found), percent(f.Right), count(f.Right))
			}
		})
	}
	if len(r.Bins) > 0 {
		p.rows([][]string{{"probability stated", "mails", "mean said", "right"}}, func(row func(...string)) {
			for _, b := range r.Bins {
				if b.Count > 0 {
					row(fmt.Sprintf("%.2f–%.2f", b.From, b.To), fmt.Sprint(b.Count), fmt.Sprintf("%.2f", b.Said), fmt.Sprintf("%.2f", b.Hit))
				}
			}
		})
		p.f("Brier score of the top type: %.3f\n", r.Brier)
	}
	p.misses("Misses", r.Misses, misses)
	p.misses("Fields and questions missed", r.FieldMisses, misses)
	return p.err
}

type printer struct {
	w   io.Writer
	err error
}

func (p *printer) f(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// types prints the confusion matrix with what was found and right per type.
func (p *printer) types(r *Report) {
	head := []string{"expected ↓ given →"}
	var cols []int
	for j, t := range xunpan.Types {
		n := 0
		for i := range xunpan.Types {
			n += r.Confusion[i][j] + r.Confusion[j][i]
		}
		if n > 0 {
			cols = append(cols, j)
			head = append(head, string(t))
		}
	}
	p.rows([][]string{append(head, "found", "right when given")}, func(row func(...string)) {
		for _, x := range r.PerType {
			cells := []string{string(x.Type)}
			for _, j := range cols {
				n := r.Confusion[x.Type.Index()][j]
				if n == 0 {
					cells = append(cells, "·")
					continue
				}
				cells = append(cells, fmt.Sprint(n))
			}
			row(append(cells, percent(x.Found), percent(x.Right))...)
		}
	})
}

// rows prints a table with columns as wide as they need.
func (p *printer) rows(rows [][]string, fill func(row func(...string))) {
	fill(func(cells ...string) { rows = append(rows, cells) })
	width := make([]int, len(rows[0]))
	for _, cells := range rows {
		for i, c := range cells {
			width[i] = max(width[i], len([]rune(c)))
		}
	}
	for n, cells := range rows {
		for i, c := range cells {
			pad := strings.Repeat(" ", width[i]-len([]rune(c)))
			if i == 0 {
				p.f("| %s%s ", c, pad)
			} else {
				p.f("| %s%s ", pad, c)
			}
		}
		p.f("|\n")
		if n == 0 {
			for i := range cells {
				if i == 0 {
					p.f("| %s ", strings.Repeat("-", width[i]))
				} else {
					p.f("| %s: ", strings.Repeat("-", max(width[i]-1, 1)))
				}
			}
			p.f("|\n")
		}
	}
	p.f("\n")
}

func (p *printer) misses(title string, ms []Miss, limit int) {
	if len(ms) == 0 || limit == 0 {
		return
	}
	p.f("\n%s (%d):\n\n", title, len(ms))
	for i, m := range ms {
		if i == limit {
			p.f("- … and %d more\n", len(ms)-limit)
			break
		}
		p.f("- %s: expected %s; came %s", m.ID, m.Expected, m.Got)
		if len(m.Evidence) > 0 {
			p.f("; %s", strings.Join(m.Evidence, ", "))
		}
		p.f("\n")
	}
}

func percent(s Score) string {
	if s.Of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f %%", math.Round(1000*s.Share())/10)
}

func count(s Score) string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Right, s.Of)
}
