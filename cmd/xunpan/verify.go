package main

import (
	"context"

	"xunpan/internal/config"
	"xunpan/internal/flow"
	outside "xunpan/internal/lookup/world"
	"xunpan/internal/netguard"
)

// askWorld has the desk look senders up, where that is switched on. What was
// begun before it was switched off is done without asking anybody.
func askWorld(d *flow.Desk, c *config.Server) (err error) {
	d.HandleVerify()
	if !c.Lookups {
		return nil
	}
	d.LookupsHour = c.LookupsHour
	d.World, err = newWorld()
	return err
}

// newWorld asks by a guard without the exceptions that --allow-private makes for
// our own people: strangers write these addresses.
func newWorld() (*outside.Asker, error) {
	return outside.New(outside.Options{Client: new(netguard.Guard).Client(0)})
}

// lookups says whether senders are looked up, and whether anybody answers.
func (x *examination) lookups(ctx context.Context, c *config.Server) {
	if !c.Lookups {
		x.say(fine, "Senders are not looked up; --lookups switches it on.", "已关闭对发件人的在线核查，可用 --lookups 打开。")
		return
	}
	w, err := newWorld()
	if err != nil {
		x.say(wrong, "Senders cannot be looked up: %v", "无法在线核查发件人：%v", err)
		return
	}
	if f := w.DNS(ctx, "iana.org", x.w.now()); !f.Answered() || !f.Exists {
		x.say(doubtful, "Senders are to be looked up, but the name server does not answer; their checks will say so.", "已开启对发件人的在线核查，但 DNS 服务器没有应答，核查结果会如实标注。")
		return
	}
	x.say(fine, "Senders are looked up, at most %d questions an hour.", "已开启对发件人的在线核查，每小时最多 %d 次查询。", c.LookupsHour)
}
