package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) ruleRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/rules", xunpan.CanSettings, s.rules),
		s.route("POST /settings/rules", xunpan.CanSettings, s.saveRule),
		s.route("POST /settings/rules/{id}/switch", xunpan.CanSettings, s.switchRule),
		s.route("POST /settings/rules/{id}/move", xunpan.CanSettings, s.moveRule),
		s.route("POST /settings/rules/{id}/delete", xunpan.CanSettings, s.removeRule),
	}
}

func (s *Site) rulesView(r *http.Request) (v RulesView, err error) {
	c, version, err := s.Desk.CompanySettings(r.Context())
	if err != nil {
		return v, err
	}
	v.Frame, v.Version = s.frame(r, "setting.rules"), version
	v.Edit.On = true
	for _, h := range c.Rules {
		v.Rows = append(v.Rows, RuleRow{ID: h.ID, When: h.When, Action: h.Action, Say: orElse(h.Say.In(v.T.Lang()), h.Say.En), On: !h.Off})
		if h.ID != "" && h.ID == r.URL.Query().Get("edit") {
			v.Edit = RuleForm{ID: h.ID, When: h.When, Action: string(h.Action), SayEn: h.Say.En, SayZh: h.Say.Zh, On: !h.Off}
		}
	}
	for _, name := range []string{"type", "stars", "grade", "intent", "quantity", "unit", "product", "country", "company", "channel", "lang", "incoterm", "payment", "certifications", "sample", "custom", "urgent", "questions", "free_mail", "signals"} {
		v.Names = append(v.Names, RuleName{name, v.T.Of("rule.name", name)})
	}
	v.Examples = []string{"quantity > 0 && quantity < 100", `country in ["NG", "GH"] && payment == ""`, `stars >= 4 && free_mail`, `"INMETRO" in certifications`}
	return v, nil
}

func (s *Site) rules(w http.ResponseWriter, r *http.Request) error {
	v, err := s.rulesView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, RulesPage(v))
}

var notID = regexp.MustCompile(`[^a-z0-9]+`)

// saveRule tries a rule or keeps it.
func (s *Site) saveRule(w http.ResponseWriter, r *http.Request) error {
	v, err := s.rulesView(r)
	if err != nil {
		return err
	}
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	v.Edit = RuleForm{ID: text("id"), When: text("when"), Action: text("action"), SayEn: text("say_en"), SayZh: text("say_zh"), On: r.PostFormValue("on") != ""}
	rule := xunpan.HouseRule{ID: v.Edit.ID, When: v.Edit.When, Action: xunpan.Action(v.Edit.Action), Say: xunpan.Text{En: v.Edit.SayEn, Zh: orElse(v.Edit.SayZh, v.Edit.SayEn)}, Off: !v.Edit.On}
	if version := formVersion(r); version != 0 {
		v.Version = version
	}
	if r.PostFormValue("do") == "test" {
		looked, hits, err := s.Desk.TryRule(r.Context(), who(r), rule)
		if err == nil {
			byID, _, err := s.people(r.Context())
			if err != nil {
				return err
			}
			v.Looked = looked
			for i := range hits[:min(len(hits), 20)] {
				v.Hits = append(v.Hits, rowOf(&hits[i], byID))
			}
			return s.show(w, r, http.StatusOK, RulesPage(v))
		}
		return s.ruleProblem(w, r, v, err)
	}
	err = s.Desk.SetRules(r.Context(), who(r), formVersion(r), func(all []xunpan.HouseRule) ([]xunpan.HouseRule, error) {
		if rule.ID == "" {
			rule.ID = strings.Trim(notID.ReplaceAllString(strings.ToLower(rule.Say.En), "-"), "-")
			if rule.ID = rule.ID[:min(len(rule.ID), 30)]; rule.ID == "" {
				rule.ID = "rule"
			}
			for slices.ContainsFunc(all, func(h xunpan.HouseRule) bool { return h.ID == rule.ID }) {
				rule.ID += "-2"
			}
			return append(all, rule), nil
		}
		for i := range all {
			if all[i].ID == rule.ID {
				all[i] = rule
				return all, nil
			}
		}
		return append(all, rule), nil
	})
	if err != nil {
		return s.ruleProblem(w, r, v, err)
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/rules")
}

func (s *Site) ruleProblem(w http.ResponseWriter, r *http.Request, v RulesView, err error) error {
	found, err := problems(err, v.T)
	if err != nil {
		return err
	}
	v.Problem, v.Problems = found["when"], found
	if v.Problem == "" && found["say_en"] == "" && found["action"] == "" { // none of the fields that show theirs
		for _, p := range found {
			v.Problem = p
		}
	}
	return s.show(w, r, http.StatusUnprocessableEntity, RulesPage(v))
}

func (s *Site) switchRule(w http.ResponseWriter, r *http.Request) error {
	return s.changeRule(w, r, func(all []xunpan.HouseRule, i int) []xunpan.HouseRule {
		all[i].Off = r.PostFormValue("on") != "true"
		return all
	})
}

// moveRule moves a rule one up.
func (s *Site) moveRule(w http.ResponseWriter, r *http.Request) error {
	return s.changeRule(w, r, func(all []xunpan.HouseRule, i int) []xunpan.HouseRule {
		if i > 0 {
			all[i-1], all[i] = all[i], all[i-1]
		}
		return all
	})
}

func (s *Site) removeRule(w http.ResponseWriter, r *http.Request) error {
	return s.changeRule(w, r, func(all []xunpan.HouseRule, i int) []xunpan.HouseRule { return slices.Delete(all, i, i+1) })
}

func (s *Site) changeRule(w http.ResponseWriter, r *http.Request, change func([]xunpan.HouseRule, int) []xunpan.HouseRule) error {
	err := s.Desk.SetRules(r.Context(), who(r), 0, func(all []xunpan.HouseRule) ([]xunpan.HouseRule, error) {
		i := slices.IndexFunc(all, func(h xunpan.HouseRule) bool { return h.ID == r.PathValue("id") })
		if i < 0 {
			return nil, store.ErrNotFound
		}
		return change(all, i), nil
	})
	if err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/rules")
}
