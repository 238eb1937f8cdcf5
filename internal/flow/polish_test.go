package flow_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/seal"
)

// TestPolish: a language model may change words and nothing else; its key stays
// sealed and goes nowhere else.
func TestPolish(t *testing.T) {
	t.Parallel()
	o, sales, boss, _, inquiry := openShop(t)
	var err error
	o.Seal, err = seal.New([]byte(strings.Repeat("k", seal.KeySize)))
	must(t, err)
	var answer atomic.Value // func(letter string) string
	var status atomic.Int32
	status.Store(200)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Model    string `json:"model"`
			Messages []struct{ Content string }
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer secret-key" || asked.Model != "small" {
			t.Errorf("%s asked as %+v, %v", r.URL.Path, asked, err)
		}
		w.WriteHeader(int(status.Load()))
		_ = json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": answer.Load().(func(string) string)(asked.Messages[1].Content)}}}})
	}))
	defer server.Close()
	d, err := o.NewDraft(ctx, all(sales), inquiry)
	must(t, err)
	d.Body = "Dear Ana Souza,\n\n1. the price are **USD 2.62** FOB Ningbo, valid until 2026-12-08.\n\nLi"
	if err := o.PolishDraft(ctx, all(sales), &d, false); fieldOf(err) != "model" {
		t.Errorf("without a model: %v", err)
	}
	key := "secret-key"
	if err := o.SetLanguageModel(ctx, all(sales), 0, flow.Model{URL: server.URL + "/v1", Name: "small"}, &key); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a salesperson sets the model: %v", err)
	}
	must(t, o.SetLanguageModel(ctx, all(boss), 0, flow.Model{URL: server.URL + "/v1", Name: "small"}, &key))
	m, plain, version, err := o.LanguageModel(ctx)
	if err != nil || plain != key || strings.Contains(string(m.Key), key) {
		t.Errorf("%+v, %v", m, err)
	}
	answer.Store(func(s string) string { return strings.ReplaceAll(s, "the price are", "the price is") })
	must(t, o.PolishDraft(ctx, all(sales), &d, false))
	if !strings.Contains(d.Body, "the price is **USD 2.62**") || !d.Polished {
		t.Errorf("polished as %q", d.Body)
	}
	found, err := o.CheckDraft(ctx, all(sales), &d)
	must(t, err)
	told := false
	for _, f := range found {
		told = told || f.Check == "model" && f.State == xunpan.FindWarn
	}
	if !told {
		t.Error("nobody is told that a model changed the words")
	}
	answer.Store(func(s string) string { return strings.ReplaceAll(s, "2.62", "2.26") })
	before := d.Body
	if err := o.PolishDraft(ctx, all(sales), &d, true); fieldOf(err) != "model" || !strings.Contains(err.Error(), "262") || d.Body != before {
		t.Errorf("a price was changed: %v", err)
	}
	status.Store(500)
	if err := o.PolishDraft(ctx, all(sales), &d, false); fieldOf(err) != "model" || d.Body != before {
		t.Errorf("out of order: %v", err)
	}
	must(t, o.SetLanguageModel(ctx, all(boss), version, flow.Model{URL: server.URL + "/v2", Name: "small"}, nil))
	if _, plain, _, err := o.LanguageModel(ctx); err != nil || plain != "" {
		t.Errorf("the key went to another address: %q, %v", plain, err)
	}
}
