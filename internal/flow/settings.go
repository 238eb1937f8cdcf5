package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/lookup"
	"xunpan/internal/store"
)

// CompanySettings reads our own company as it is set, with the version to give
// back when it is saved.
func (d *Desk) CompanySettings(ctx context.Context) (c Company, version int64, err error) {
	version, err = d.Store.Setting(ctx, SettingCompany, &c)
	return c, version, err
}

// SaveCompany sets our own company; version is the one that was read. It is in
// force on this node at once, and on others within seconds. ErrChanged if
// somebody else saved meanwhile.
func (d *Desk) SaveCompany(ctx context.Context, who Who, version int64, c Company) error {
	if err := c.check(); err != nil {
		return err
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

// Limits of our own company's settings.
const (
	maxList  = 5000 // lines of one list
	maxEntry = 200  // bytes of one line
)

func (c *Company) check() error {
	for field, list := range map[string]*[]string{"names": &c.Names, "domains": &c.Domains, "people": &c.People, "products": &c.Products, "customers": &c.Customers, "relays": &c.Trusted} {
		var clean []string
		for _, s := range *list {
			if s = strings.Join(strings.Fields(s), " "); s == "" || slices.Contains(clean, s) {
				continue
			}
			if clean = append(clean, s); len(s) > maxEntry {
				return invalid(field, "A line is longer than %d bytes: %s…", "有一行超过 %d 字节：%s……", maxEntry, strings.ToValidUTF8(s[:40], ""))
			}
		}
		if *list = clean; len(clean) > maxList {
			return invalid(field, "There are more than %d lines.", "超过 %d 行。", maxList)
		}
	}
	for field, list := range map[string][]string{"domains": c.Domains, "customers": c.Customers} {
		for i, domain := range list {
			domain = strings.ToLower(strings.TrimPrefix(domain, "@"))
			if list[i] = domain; !strings.Contains(strings.Trim(domain, "."), ".") || strings.ContainsAny(domain, " /@:") {
				return invalid(field, "%q is no mail domain; write it like example.com.", "“%s”不是邮箱域名，应形如 example.com。", domain)
			}
			// As one of ours it would silence every buyer who writes from there.
			if lookup.Domain(domain, lookup.Env{}).Kind == xunpan.DomainFree {
				return invalid(field, "%q is a mail service that everybody uses, not a company's own domain; connect your mailbox there instead.", "“%s”是公共邮箱服务，不是公司自有域名；请改为在“邮箱”中连接您的邮箱。", domain)
			}
		}
	}
	if c.Home != "" && geo.Get(c.Home) == nil {
		return invalid("home", "There is no country %q.", "没有“%s”这个国家。", c.Home)
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "Local" {
		return invalid("zone", "There is no time zone %q.", "没有“%s”这个时区。", c.Zone)
	}
	for field, s := range map[string]string{"from": c.Hours.From, "to": c.Hours.To} {
		if _, err := time.Parse("15:04", s); s != "" && err != nil {
			return invalid(field, "Write the time like 08:30.", "时间应写成 08:30 这样。")
		}
	}
	for _, day := range c.Hours.Days {
		if day < time.Sunday || day > time.Saturday {
			return invalid("day", "Days go from 0, Sunday, to 6.", "星期为 0（周日）到 6。")
		}
	}
	if c.Hours.From != "" && c.Hours.To != "" && c.Hours.To <= c.Hours.From {
		return invalid("to", "Work must end after it begins.", "下班时间要晚于上班时间。")
	}
	return checkRules(c.Rules)
}
