// Package wording asks a language model to polish or translate a letter. The model
// is the company's choice and may be left out; it is reached over the usual form
// of chat completions, which local servers speak, too.
package wording

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"xunpan"
)

// Model is where a language model is reached.
type Model struct {
	URL  string // up to the version: "https://api.example/v1"
	Name string // as the server calls it
	Key  string // "" for none
	HTTP *http.Client
}

// Limits of asking.
const (
	timeout   = 60 * time.Second
	maxAnswer = 1 << 20 // bytes
)

func invalid(en, zh string, args ...any) error {
	return &xunpan.Invalid{Field: "model", Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}

// rules are what the model is told; what must not change is checked afterwards all
// the same.
const rules = `You edit business letters of an export company. Answer with the whole letter and nothing else. Keep its paragraphs, numbered lines and **bold**.
Keep exactly as they stand: every number, price, date, unit, currency, Incoterm, model, name, address, link, and whatever is inside ⟦ ⟧. Add no facts, promises or questions.`

// Polish gives a letter better words in its language. Its text is not checked.
func (m *Model) Polish(ctx context.Context, letter, language string) (string, error) {
	return m.ask(ctx, rules+"\nMake its "+language+" correct, simple, polite and short.", letter)
}

// Translate gives a letter in another language. Its text is not checked.
func (m *Model) Translate(ctx context.Context, letter, language string) (string, error) {
	return m.ask(ctx, rules+"\nTranslate it into "+language+", in the manner of business there.", letter)
}

type message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

func (m *Model) ask(ctx context.Context, system, letter string) (string, error) {
	ctx, stop := context.WithTimeout(ctx, timeout)
	defer stop()
	body, err := json.Marshal(map[string]any{"model": m.Name, "temperature": 0.2, "messages": []message{{"system", system}, {"user", letter}}})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(m.URL, "/")+"/chat/completions", bytes.NewReader(body))
	if err != nil {
		return "", invalid("The address of the language model makes no sense: %s.", "语言模型地址无效：%s。", m.URL)
	}
	req.Header.Set("Content-Type", "application/json")
	if m.Key != "" {
		req.Header.Set("Authorization", "Bearer "+m.Key)
	}
	client := m.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return "", errors.Join(invalid("The language model cannot be reached; the letter is as it was.", "无法连接语言模型，信件未改动。"), err)
	}
	defer res.Body.Close()
	var answer struct {
		Choices []struct {
			Message message `json:"message"`
		} `json:"choices"`
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	switch {
	case res.StatusCode == http.StatusUnauthorized || res.StatusCode == http.StatusForbidden:
		return "", invalid("The language model refuses the key.", "语言模型拒绝了密钥。")
	case res.StatusCode != http.StatusOK:
		return "", invalid("The language model answers with status %d; the letter is as it was.", "语言模型返回状态 %d，信件未改动。", res.StatusCode)
	case err != nil || json.Unmarshal(data, &answer) != nil || len(answer.Choices) == 0 || strings.TrimSpace(answer.Choices[0].Message.Content) == "":
		return "", invalid("The language model's answer cannot be read; the letter is as it was.", "语言模型的回答无法读取，信件未改动。")
	}
	return strings.TrimSpace(answer.Choices[0].Message.Content) + "\n", nil
}
