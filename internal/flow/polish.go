package flow

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/compose"
	"xunpan/internal/store"
	"xunpan/internal/wording"
)

// SettingModel names the setting of the language model: a Model.
const SettingModel = "model"

// modelPlace is where its key is sealed for.
const modelPlace = "setting/model"

// Model is the language model that letters may be polished and translated by;
// without an address there is none.
type Model struct {
	URL  string `json:"url"`  // up to the version: "https://api.example/v1"
	Name string `json:"name"` // as its server calls it
	Key  []byte `json:"key,omitempty"`
}

// LanguageModel is the model in force, with its key in the clear, and the setting's
// version.
func (d *Desk) LanguageModel(ctx context.Context) (m Model, key string, version int64, err error) {
	if version, err = d.Store.Setting(ctx, SettingModel, &m); err != nil || len(m.Key) == 0 {
		return m, "", version, err
	}
	plain, err := d.Seal.Open(modelPlace, m.Key)
	return m, string(plain), version, err
}

// SetLanguageModel sets the language model; an empty address takes it away. A nil
// key leaves the present one while the address stays: nobody may have it sent
// elsewhere.
func (d *Desk) SetLanguageModel(ctx context.Context, who Who, version int64, m Model, key *string) error {
	m.URL, m.Name, m.Key = strings.TrimRight(strings.TrimSpace(m.URL), "/"), strings.TrimSpace(m.Name), nil
	if m.URL != "" {
		if u, err := url.Parse(m.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
			return invalid("url", "Write the address as https://api.example/v1.", "地址请写成 https://api.example/v1。")
		}
		if m.Name == "" || len(m.Name) > 200 {
			return invalid("name", "Say which model, as its server calls it.", "请填写模型名称。")
		}
		if err := d.reaches(ctx, m.URL); err != nil {
			if inv, ok := errors.AsType[*xunpan.Invalid](err); ok {
				inv.Field = "url"
			}
			return err
		}
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSettings); err != nil {
			return err
		}
		var was Model
		if _, err := tx.Setting(ctx, SettingModel, &was); err != nil {
			return err
		}
		switch {
		case m.URL == "":
		case key != nil && *key != "":
			m.Key = d.Seal.Seal(modelPlace, []byte(*key))
		case key == nil && was.URL == m.URL:
			m.Key = was.Key
		}
		if err := tx.SetSetting(ctx, SettingModel, version, m, userID(who.Actor)); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "setting", What: "changed", Detail: map[string]any{"name": SettingModel}})
	})
}

// modelLanguages are the languages of letters as models know them.
var modelLanguages = map[string]string{"en": "English", "zh": "Simplified Chinese", "es": "Spanish", "fr": "French", "de": "German", "pt": "Portuguese", "it": "Italian", "ru": "Russian", "ar": "Arabic", "tr": "Turkish"}

// PolishDraft has the language model polish a draft, or translate it into the
// draft's language. Every number, link, model and name must be as before, else
// nothing is taken over. The draft is marked; it is not kept until SaveDraft.
func (d *Desk) PolishDraft(ctx context.Context, who Who, draft *xunpan.Draft, translate bool) error {
	if err := checkDraft(draft); err != nil {
		return err
	}
	m, key, _, err := d.LanguageModel(ctx)
	if err != nil {
		return err
	}
	if m.URL == "" {
		return invalid("model", "No language model is set up: Settings, Language model.", "尚未配置语言模型：设置 → 语言模型。")
	}
	f, err := d.Facts(ctx, who, draft, "en")
	if err != nil {
		return err
	}
	model := wording.Model{URL: m.URL, Name: m.Name, Key: key, HTTP: d.HTTP}
	ask := model.Polish
	if translate {
		ask = model.Translate
	}
	text, err := ask(ctx, draft.Body, modelLanguages[draft.Lang])
	if err != nil {
		return err
	}
	names := []string{f.Buyer.Name, f.Company, f.Signer.Name, f.Seller.Company}
	for _, g := range f.Goods {
		names = append(names, g.Model)
	}
	if f.Quotation != nil {
		for i := range f.Quotation.Offer.Options {
			names = append(names, f.Quotation.Offer.Options[i].Place)
		}
	}
	if changed := compose.Kept(draft.Body, text, slices.Compact(names)); changed != "" {
		return invalid("model", "The language model changed or left out “%s”; nothing was taken over.", "语言模型改动或遗漏了“%s”，未采用。", changed)
	}
	draft.Body, draft.Polished = text, true
	return nil
}
