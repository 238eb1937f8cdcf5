package store

import (
	"context"
	"encoding/json"

	"xunpan"
)

const assetColumns = `id, name, kind, size, digest, created_at`

func scanAsset(r rows) (a xunpan.Asset, err error) {
	return a, r.Scan(ident{&a.ID}, &a.Name, &a.Kind, &a.Size, &a.SHA256, when{&a.Created})
}

// Asset returns what is known of a file of the house, or ErrNotFound.
func (v *view) Asset(ctx context.Context, id xunpan.ID) (a xunpan.Asset, err error) {
	defer wrap(&err, "reading file %s", id)
	if !valid(id) {
		return a, ErrNotFound
	}
	a, err = scanAsset(v.row(ctx, `SELECT `+assetColumns+` FROM assets WHERE id = ?`, string(id)))
	return a, missing(err)
}

// AssetData returns a file of the house, or ErrNotFound; with small the small
// form of a picture, which is PNG, and nil for what is no picture.
func (v *view) AssetData(ctx context.Context, id xunpan.ID, small bool) (data []byte, err error) {
	defer wrap(&err, "reading file %s", id)
	if !valid(id) {
		return nil, ErrNotFound
	}
	text := `SELECT data FROM assets WHERE id = ?`
	if small {
		text = `SELECT small FROM assets WHERE id = ?`
	}
	err = missing(v.row(ctx, text, string(id)).Scan(&data))
	return data, err
}

// AddAsset keeps a file, with the small form of a picture. One with the same content is kept once: the asset then
// is that which was there.
func (t *Tx) AddAsset(ctx context.Context, a *xunpan.Asset, data, small []byte, by xunpan.ID) (err error) {
	defer wrap(&err, "storing file %q", a.Name)
	a.Created = t.Now
	if _, err := t.exec(ctx, `INSERT INTO assets (`+assetColumns+`, data, small, by_id) VALUES (`+marks(9)+`) ON CONFLICT DO NOTHING`,
		string(a.ID), a.Name, a.Kind, a.Size, a.SHA256, millis(a.Created), data, small, maybe(by)); err != nil {
		return err
	}
	*a, err = scanAsset(t.row(ctx, `SELECT `+assetColumns+` FROM assets WHERE digest = ?`, a.SHA256))
	return err
}

func scanCertificate(r rows) (c xunpan.Certificate, err error) {
	var id xunpan.ID
	var doc string
	if err := r.Scan(ident{&id}, &doc); err != nil {
		return c, err
	}
	err = json.Unmarshal([]byte(doc), &c)
	c.ID = id
	return c, err
}

// Certificates lists the certificates by name.
func (v *view) Certificates(ctx context.Context) (cs []xunpan.Certificate, err error) {
	defer wrap(&err, "reading the certificates")
	return collect(ctx, v, scanCertificate, `SELECT id, doc FROM certificates ORDER BY name, until_day DESC, id LIMIT 2000`)
}

// PutCertificate inserts a certificate or writes it anew.
func (t *Tx) PutCertificate(ctx context.Context, c *xunpan.Certificate) (err error) {
	defer wrap(&err, "storing certificate %s", c.Name)
	doc, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO certificates (id, name, until_day, doc, created_at) VALUES (`+marks(5)+`) ON CONFLICT (id) DO UPDATE SET name = excluded.name, until_day = excluded.until_day, doc = excluded.doc, version = certificates.version + 1`,
		string(c.ID), c.Name, c.Until, string(doc), millis(t.Now))
	return err
}

// RemoveCertificate forgets a certificate.
func (t *Tx) RemoveCertificate(ctx context.Context, id xunpan.ID) error {
	if !valid(id) {
		return ErrNotFound
	}
	return t.changed(ctx, `DELETE FROM certificates WHERE id = ?`, string(id))
}
