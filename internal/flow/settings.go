package flow

import (
	"context"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/store"
)

// CompanySettings reads our own company as it is set, with the version to give
// back when it is saved.
func (d *Desk) CompanySettings(ctx context.Context) (c Company, version int64, err error) {
	version, err = d.Store.Setting(ctx, SettingCompany, &c)
	return c, version, err
}

// SaveCompany sets our own company. It is in force on this node at once, and on
// others within seconds.
func (d *Desk) SaveCompany(ctx context.Context, who Who, version int64, c Company) error {
	if err := c.check(); err != nil {
		return err
	}
	var signals string
	if _, err := d.Store.Setting(ctx, SettingSignals, &signals); err != nil {
		return err
	}
	if _, err := NewReader(c, signals); err != nil {
		return invalid("rules", "%v", "%v", err)
	}
	return d.set(ctx, who, SettingCompany, version, c)
}

// set writes a setting with its history, and puts it in force.
func (d *Desk) set(ctx context.Context, who Who, name string, version int64, value any) error {
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSettings); err != nil {
			return err
		}
		if err := tx.SetSetting(ctx, name, version, value, who.Actor.ID); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "setting", What: "changed", Detail: map[string]any{"name": name}})
	})
	if err != nil {
		return err
	}
	return d.Reload(ctx)
}

// maxList bounds the lists of our own company's settings.
const maxList = 5000

func (c *Company) check() error {
	for field, list := range map[string]*[]string{"names": &c.Names, "domains": &c.Domains, "people": &c.People, "products": &c.Products, "customers": &c.Customers, "relays": &c.Trusted} {
		var clean []string
		for _, s := range *list {
			if s = strings.Join(strings.Fields(s), " "); s != "" {
				clean = append(clean, s)
			}
		}
		if *list = clean; len(clean) > maxList {
			return invalid(field, "There are more than %d lines.", "超过 %d 行。", maxList)
		}
	}
	for i, domain := range c.Domains {
		domain = strings.ToLower(strings.TrimPrefix(domain, "@"))
		if c.Domains[i] = domain; !strings.Contains(domain, ".") || strings.ContainsAny(domain, " /@:") {
			return invalid("domains", "%q is no mail domain; write it like example.com.", "“%s”不是邮箱域名，应形如 example.com。", domain)
		}
	}
	if c.Home != "" && geo.Get(c.Home) == nil {
		return invalid("home", "There is no country %q.", "没有“%s”这个国家。", c.Home)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		return invalid("zone", "There is no time zone %q.", "没有“%s”这个时区。", c.Zone)
	}
	for field, s := range map[string]string{"from": c.Hours.From, "to": c.Hours.To} {
		if _, err := time.Parse("15:04", s); s != "" && err != nil {
			return invalid(field, "Write the time like 08:30.", "时间应写成 08:30 这样。")
		}
	}
	if c.Hours.From != "" && c.Hours.To != "" && c.Hours.To <= c.Hours.From {
		return invalid("to", "Work must end after it begins.", "下班时间要晚于上班时间。")
	}
	return nil
}

// Switch turns the reading of a mailbox on or off.
func (d *Desk) Switch(ctx context.Context, who Who, id xunpan.ID, on bool) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		m, err := tx.Mailbox(ctx, id)
		if err != nil {
			return err
		}
		m.Active = on
		if err := tx.SaveMailbox(ctx, &m); err != nil {
			return err
		}
		tx.Tell(d.boxes.ring)
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "mailbox", ID: id, What: map[bool]string{true: "resumed", false: "paused"}[on], Detail: map[string]any{"address": m.Address}})
	})
}

// ReadAgain forgets how far a mailbox was read, so that everything is fetched
// once more; what is here already changes nothing.
func (d *Desk) ReadAgain(ctx context.Context, who Who, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		m, err := tx.Mailbox(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.ForgetPositions(ctx, id); err != nil {
			return err
		}
		if err := tx.SaveMailbox(ctx, &m); err != nil { // a new version has its reader start anew
			return err
		}
		tx.Tell(d.boxes.ring)
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "mailbox", ID: id, What: "read_again", Detail: map[string]any{"address": m.Address}})
	})
}
