package web

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// matchesPerLine bounds the products shown for a line: the best, and the next
// where it is nearly as good.
const (
	matchesPerLine = 2
	nearlyAsGood   = 12
)

// matches are the products of the catalogue that an inquiry's lines may mean.
func (s *Site) matches(ctx context.Context, t *T, c *flow.Conversation) (out []MatchView, err error) {
	if c.Inquiry.Tray == xunpan.InQuarantine || c.Inquiry.Tray == xunpan.NotInquiries {
		return nil, nil
	}
	n := c.Wanted()
	found, err := s.Desk.Matches(ctx, n)
	if err != nil {
		return nil, err
	}
	for i := range found {
		l := &n.Lines[i]
		for k, m := range found[i][:min(len(found[i]), matchesPerLine)] {
			if k > 0 && m.Fit < found[i][0].Fit-nearlyAsGood {
				break
			}
			p, err := s.Desk.Store.Product(ctx, m.Product)
			if errors.Is(err, store.ErrNotFound) {
				continue
			} else if err != nil {
				return nil, err
			}
			line := ProductLine{Product: p}
			v := MatchView{Match: m, Line: i, Name: p.Names.In(t.Lang()), Picture: line.picture(), Taken: l.Model != nil && xunpan.ModelKey(*l.Model) == xunpan.ModelKey(m.Model)}
			if len(n.Lines) > 1 && l.Product != nil {
				v.Asked = *l.Product
			}
			if out = append(out, v); v.Taken {
				break
			}
		}
	}
	return out, nil
}

// why is what speaks for a match.
func (m *MatchView) why(t *T) string {
	var all []string
	for _, r := range m.By {
		all = append(all, r.Say.In(t.Lang()))
	}
	return strings.Join(all, " ")
}

// match notes which model of the catalogue a line means.
func (s *Site) match(w http.ResponseWriter, r *http.Request) error {
	c, err := s.Desk.Conversation(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	was := c.Wanted()
	line, err := strconv.Atoi(r.PostFormValue("line"))
	if err != nil || line < 0 || line >= len(was.Lines) {
		return invalid("line", "The inquiry has %d lines; read it anew.", "该询盘有 %d 行需求，请刷新页面。", len(was.Lines))
	}
	n := *was
	n.Lines = append([]xunpan.AnalysisLine{}, was.Lines...)
	n.Lines[line].Model = some(strings.TrimSpace(r.PostFormValue("model")))
	return s.change(w, r, flow.Edit{Needs: &n}, "saved")
}
