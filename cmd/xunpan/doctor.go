package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"xunpan/internal/config"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
	"xunpan/internal/netguard"
)

// doctorCommand says what is wrong with configuration, database, mailboxes,
// disk and clock, and what to do about it.
type doctorCommand struct {
	config.Server
}

// finding is what the doctor has to say about one thing.
type finding int

const (
	fine finding = iota
	doubtful
	wrong
)

// examination prints findings and remembers the worst.
type examination struct {
	w     *world
	worst finding
}

func (x *examination) say(f finding, en, zh string, args ...any) {
	x.worst = max(x.worst, f)
	fmt.Fprintf(x.w.Out, "%-4s %s\n", []string{"ok", "!", "FAIL"}[f], fmt.Sprintf(x.w.say(en, zh), args...))
}

// errSick says that the doctor found something that does not work.
var errSick = errors.New("something does not work; see above")

func (c *doctorCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	x := &examination{w: w}
	x.clock(w.now())
	if dsn, err := secretOf(c.Database, c.DatabaseFile); err == nil && dsn == "" {
		if _, err := os.Stat(filepath.Join(c.Data, "xunpan.db")); errors.Is(err, os.ErrNotExist) {
			x.say(wrong, "There is no desk in %s: look at --data, or begin one with xunpan serve.", "%s 中没有工作台：请检查 --data，或用 xunpan serve 新建。", c.Data)
			return errSick
		}
	}
	x.folder(c.Data)
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		x.say(wrong, "The database does not open: %v", "数据库打不开：%v", err)
		return errSick
	}
	defer d.Store.Close()
	kind := "SQLite"
	if d.Store.Postgres() {
		kind = "PostgreSQL"
	}
	x.say(fine, "The database (%s) opens and is up to date.", "数据库（%s）可以打开，结构是最新的。", kind)
	guard := &netguard.Guard{Ports: []uint16{80, 443, 143, 993, 25, 465, 587}}
	for _, p := range c.AllowPrivate {
		if network, err := netip.ParsePrefix(p); err == nil {
			guard.Allow = append(guard.Allow, network)
		} else {
			x.say(wrong, "--allow-private: %q is no network such as 10.0.0.0/8.", "--allow-private：%q 不是网段，应形如 10.0.0.0/8。", p)
		}
	}
	d.Dial = guard.Dial
	x.desk(ctx, d)
	x.mailboxes(ctx, d)
	x.lookups(ctx, &c.Server)
	if x.worst == wrong {
		return errSick
	}
	return nil
}

// folder looks at the data folder: it must be writable and have room.
func (x *examination) folder(dir string) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		x.say(wrong, "The data folder cannot be made: %v. Name another one with --data.", "无法建立数据文件夹：%v。请用 --data 指定其他位置。", err)
		return
	}
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		x.say(wrong, "The data folder %s cannot be written: %v", "数据文件夹 %s 无法写入：%v", dir, err)
		return
	}
	f.Close()
	os.Remove(f.Name())
	x.say(fine, "The data folder %s can be written.", "数据文件夹 %s 可以写入。", dir)
	free, err := freeSpace(dir)
	switch {
	case err != nil:
		x.say(doubtful, "How much room the disk has could not be found out: %v", "无法得知磁盘剩余空间：%v", err)
	case free < 200<<20:
		x.say(wrong, "The disk has only %d MB left. Make room, or mails will wait on their servers.", "磁盘只剩 %d MB。请腾出空间，否则邮件会停在服务器上。", free>>20)
	case free < 2<<30:
		x.say(doubtful, "The disk has %d MB left.", "磁盘还剩 %d MB。", free>>20)
	default:
		x.say(fine, "The disk has %d GB left.", "磁盘还剩 %d GB。", free>>30)
	}
	info, err := os.Stat(filepath.Join(dir, "secret.key"))
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		x.say(doubtful, "Others may read the secret key: chmod 600 %s", "其他用户可以读取密钥，请执行：chmod 600 %s", filepath.Join(dir, "secret.key"))
	}
}

// built is before any clock that is right.
var built = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func (x *examination) clock(now time.Time) {
	if now.Before(built) {
		x.say(wrong, "The clock says %s, which cannot be. Set it, or answers will be due at the wrong time.", "系统时间为 %s，显然不对。请校正，否则回复时限会算错。", now.Format(time.DateTime))
		return
	}
	x.say(fine, "The clock says %s.", "系统时间为 %s。", now.Format("2006-01-02 15:04:05 -07:00"))
}

// desk looks at users and settings.
func (x *examination) desk(ctx context.Context, d *flow.Desk) {
	has, err := d.Store.HasUsers(ctx)
	switch {
	case err != nil:
		x.say(wrong, "Users cannot be read: %v", "无法读取用户：%v", err)
	case !has:
		x.say(doubtful, "Nobody has an account yet. Start the server and open it in a browser, or: xunpan user add EMAIL --role owner", "还没有任何账号。请启动服务器并用浏览器打开，或执行：xunpan user add 邮箱 --role owner")
	}
	c := d.Reader().Company
	if len(c.Names) == 0 {
		x.say(doubtful, "Our company's names are not set, so the desk does not know whom buyers greet. See Settings, Our company.", "还没有填写本公司名称，系统不知道买家在称呼谁。请在“设置 → 我们公司”中填写。")
	}
	if len(c.Domains) == 0 {
		x.say(doubtful, "Our company's mail domains are not set, so our own mails are not known as ours. See Settings, Our company.", "还没有填写本公司的邮箱域名，系统认不出自己发的邮件。请在“设置 → 我们公司”中填写。")
	}
	if _, err := time.LoadLocation(c.Zone); err != nil {
		x.say(wrong, "The time zone %q is not known.", "时区“%s”无效。", c.Zone)
	}
	jobs, err := d.Jobs.Counts(ctx)
	if err != nil {
		x.say(wrong, "Background work cannot be counted: %v", "无法统计后台任务：%v", err)
	} else if n := jobs["discarded"]; n > 0 {
		x.say(doubtful, "%d pieces of background work were given up; the log says why.", "有 %d 个后台任务已放弃，原因见日志。", n)
	}
}

// mailboxes signs in to every mailbox.
func (x *examination) mailboxes(ctx context.Context, d *flow.Desk) {
	rows, err := d.Store.Mailboxes(ctx)
	if err != nil {
		x.say(wrong, "The mailboxes cannot be read: %v", "无法读取邮箱设置：%v", err)
		return
	}
	if len(rows) == 0 {
		x.say(doubtful, "No mailbox is connected. See Settings, Mailboxes.", "还没有连接邮箱。请在“设置 → 邮箱”中添加。")
	}
	for i := range rows {
		m, err := flow.MailboxOf(&rows[i])
		if err != nil || !m.Active {
			continue
		}
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		sum, err := d.TryMailbox(ctx, &m)
		cancel()
		var fault *intake.Fault
		switch {
		case errors.As(err, &fault):
			x.say(wrong, "%s: %s", "%s：%s", m.Address, fault.What.In(x.w.Lang)+" "+fault.Do.In(x.w.Lang))
		case err != nil:
			x.say(wrong, "%s: %v", "%s：%v", m.Address, err)
		default:
			x.say(fine, "%s: signed in, %d folders.", "%s：登录成功，%d 个文件夹。", m.Address, len(sum.Folders))
		}
	}
}
