package flow

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/store"
)

// ObjectProduct names products in the history.
const ObjectProduct = "product"

// AddProduct takes a product into the catalogue.
func (d *Desk) AddProduct(ctx context.Context, who Who, p xunpan.Product) (xunpan.Product, error) {
	if err := cleanProduct(&p); err != nil {
		return p, err
	}
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		return addProduct(ctx, tx, who, &p)
	})
	return p, err
}

func addProduct(ctx context.Context, tx *store.Tx, who Who, p *xunpan.Product) error {
	if err := known(ctx, tx, p); err != nil {
		return err
	}
	p.ID = newID()
	if err := tx.AddProduct(ctx, p); err != nil {
		return sameModel(err, p.Model)
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: ObjectProduct, ID: p.ID, What: "created", Detail: map[string]any{"name": p.Model}})
}

func sameModel(err error, model string) error {
	if errors.Is(err, store.ErrExists) {
		return invalid("model", "The catalogue has the model %s already, maybe in another spelling.", "型号 %s 已在产品库中（写法可能不同）。", model)
	}
	return err
}

// SaveProduct writes a product anew, whole. Its Version is that which was seen:
// ErrChanged if somebody changed it meanwhile. What it was before stays in the
// history, prices among it.
func (d *Desk) SaveProduct(ctx context.Context, who Who, p xunpan.Product) (xunpan.Product, error) {
	if err := cleanProduct(&p); err != nil {
		return p, err
	}
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		was, err := tx.Product(ctx, p.ID)
		if err != nil {
			return err
		}
		if p.Version != 0 && p.Version != was.Version {
			return store.ErrChanged
		}
		return saveProduct(ctx, tx, who, &was, &p)
	})
	return p, err
}

// saveProduct keeps what changed, if anything did.
func saveProduct(ctx context.Context, tx *store.Tx, who Who, was, p *xunpan.Product) error {
	p.ID, p.Created, p.Version = was.ID, was.Created, was.Version
	changes := differences(was, p)
	if len(changes) == 0 {
		p.Changed = was.Changed
		return nil
	}
	if err := known(ctx, tx, p); err != nil {
		return err
	}
	if err := tx.SaveProduct(ctx, p); err != nil {
		return sameModel(err, p.Model)
	}
	changes["name"] = p.Model
	return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: ObjectProduct, ID: p.ID, What: "edited", Detail: changes})
}

// differences are the fields of a product that two states do not share, by
// their names in JSON, each as it was and as it is.
func differences(was, is *xunpan.Product) map[string]any {
	out := map[string]any{}
	a, b := reflect.ValueOf(was).Elem(), reflect.ValueOf(is).Elem()
	for i := range a.NumField() {
		name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("json"), ",")
		switch name {
		case "id", "created", "changed", "version":
			continue
		}
		x, y := a.Field(i), b.Field(i)
		if k := x.Kind(); (k == reflect.Slice || k == reflect.Map) && x.Len() == 0 && y.Len() == 0 {
			continue
		}
		if !reflect.DeepEqual(x.Interface(), y.Interface()) {
			out[name] = [2]any{x.Interface(), y.Interface()}
		}
	}
	return out
}

// RemoveProduct takes a product out of the catalogue. What was quoted of it
// stays as it was.
func (d *Desk) RemoveProduct(ctx context.Context, who Who, id xunpan.ID, version int64) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		p, err := tx.Product(ctx, id)
		if err != nil {
			return err
		}
		if version != 0 && version != p.Version {
			return store.ErrChanged
		}
		if err := tx.RemoveProduct(ctx, id, p.Version); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: ObjectProduct, ID: id, What: "removed", Detail: map[string]any{"name": p.Model, "product": p}})
	})
}

// known checks that the pictures, sheets and certificates of a product are
// there and are what they stand for.
func known(ctx context.Context, tx *store.Tx, p *xunpan.Product) error {
	for _, id := range p.Pictures {
		a, err := tx.Asset(ctx, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil || !isPicture(a.Kind) {
			return invalid("pictures", "One of the pictures is no picture of this desk.", "其中有图片不存在或不是图片文件。")
		}
	}
	for _, id := range p.Sheets {
		if _, err := tx.Asset(ctx, id); errors.Is(err, store.ErrNotFound) {
			return invalid("sheets", "One of the data sheets is not there.", "其中有资料文件不存在。")
		} else if err != nil {
			return err
		}
	}
	if len(p.Certificates) == 0 {
		return nil
	}
	all, err := tx.Certificates(ctx)
	if err != nil {
		return err
	}
	for _, id := range p.Certificates {
		if !slices.ContainsFunc(all, func(c xunpan.Certificate) bool { return c.ID == id }) {
			return invalid("certificates", "One of the certificates is not there.", "其中有证书不存在。")
		}
	}
	return nil
}

// SetProductCost puts what a product costs us in force from now on; what it cost
// before stays.
func (d *Desk) SetProductCost(ctx context.Context, who Who, c xunpan.ProductCost) error {
	if err := cleanCost(&c); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		p, err := tx.Product(ctx, c.Product)
		if err != nil {
			return err
		}
		return setCost(ctx, tx, who, p.Model, c)
	})
}

// setCost keeps a cost where it differs from the one in force. The history
// names no figure: viewers read it, too.
func setCost(ctx context.Context, tx *store.Tx, who Who, model string, c xunpan.ProductCost) error {
	kept, err := tx.ProductCosts(ctx, c.Product)
	if err != nil {
		return err
	}
	c.By, c.At = userID(who.Actor), tx.Now
	if len(kept) > 0 {
		same := kept[0]
		same.By, same.At = c.By, c.At
		if same == c {
			return nil
		}
	}
	if err := tx.AddProductCost(ctx, newID(), &c); err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: ObjectProduct, ID: c.Product, What: "cost", Detail: map[string]any{"name": model}})
}

// ProductCosts are what a product cost us, the newest first, for those who may
// see it; ErrDenied for others.
func (d *Desk) ProductCosts(ctx context.Context, who Who, product xunpan.ID) ([]xunpan.ProductCost, error) {
	if _, err := require(ctx, d.Store, who, xunpan.CanPrice); err != nil {
		return nil, err
	}
	return d.Store.ProductCosts(ctx, product)
}

// PutCertificate adds a certificate, or writes one anew where it has an ID.
func (d *Desk) PutCertificate(ctx context.Context, who Who, c xunpan.Certificate) (xunpan.Certificate, error) {
	if err := cleanCertificate(&c); err != nil {
		return c, err
	}
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		what := "edited"
		if c.ID == "" {
			c.ID, what = newID(), "created"
		} else if all, err := tx.Certificates(ctx); err != nil {
			return err
		} else if !slices.ContainsFunc(all, func(x xunpan.Certificate) bool { return x.ID == c.ID }) {
			return store.ErrNotFound
		}
		if c.File != "" {
			if _, err := tx.Asset(ctx, c.File); errors.Is(err, store.ErrNotFound) {
				return invalid("file", "The certificate's file is not there.", "证书文件不存在。")
			} else if err != nil {
				return err
			}
		}
		if err := tx.PutCertificate(ctx, &c); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "certificate", ID: c.ID, What: what, Detail: map[string]any{"name": c.Name, "until": c.Until}})
	})
	return c, err
}

// RemoveCertificate forgets a certificate, of products, too.
func (d *Desk) RemoveCertificate(ctx context.Context, who Who, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		if err := tx.RemoveCertificate(ctx, id); err != nil {
			return err
		}
		ps, err := tx.Products(ctx, store.ProductFilter{Limit: maxProducts})
		if err != nil {
			return err
		}
		for i := range ps {
			was := ps[i]
			if ps[i].Certificates = slices.DeleteFunc(slices.Clone(was.Certificates), func(x xunpan.ID) bool { return x == id }); len(ps[i].Certificates) < len(was.Certificates) {
				if err := saveProduct(ctx, tx, who, &was, &ps[i]); err != nil {
					return err
				}
			}
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "certificate", ID: id, What: "removed"})
	})
}
