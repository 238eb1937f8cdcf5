package outbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/wneessen/go-mail/smtp"

	"xunpan"
)

// Server is where mail of one address is handed in.
type Server struct {
	Host     string
	Port     int
	Security string // "tls", "starttls", or "none" to a loopback host
	User     string
	// Secret gives the password or, with OAuth, an access token that is valid
	// now. It is asked at each login; nil for a server that asks for none.
	Secret func(context.Context) (string, error)
	OAuth  bool
}

// Refused says why a mail was not handed in, or that nobody knows.
type Refused struct {
	Failure
	// Doubtful says that the server had the whole mail and its answer did not
	// come: it may be on its way. Sending it again may bring it twice.
	Doubtful  bool
	Recipient string // which one was refused; "" if it was none of them
}

// Sender hands mails in. It keeps connections for a while, so that a server is
// not asked to begin anew for each mail. The zero Sender is ready; it is safe
// for concurrent use.
type Sender struct {
	Dial      func(ctx context.Context, network, addr string) (net.Conn, error) // a plain dialer if nil
	TLSConfig *tls.Config                                                       // nil for the system's authorities
	Name      string                                                            // as we greet; "localhost" if ""

	mu   sync.Mutex
	idle map[string][]*connection
}

// Limits of talking to a server.
const (
	idleTime    = 30 * time.Second // an unused connection is kept
	idleMost    = 3                // connections kept for one server and user
	commandTime = time.Minute      // for one command
	dataTime    = 10 * time.Minute // for the mail and the word that it was taken (RFC 5321 4.5.3.2)
)

// connection is one that somebody has signed in on.
type connection struct {
	key  string
	conn net.Conn
	*smtp.Client
	since time.Time // last used
}

// Send hands a mail in. A nil error means that the server took it for all
// recipients; otherwise it is a *Refused, or that of ctx before anything was
// sent. All recipients get it or none does.
func (s *Sender) Send(ctx context.Context, to Server, from string, recipients []string, raw []byte) error {
	c, err := s.connect(ctx, &to)
	if err != nil {
		return err
	}
	if err := c.hand(from, recipients, raw); err != nil {
		_ = c.conn.Close() // whatever state it is in
		return err
	}
	s.keep(c)
	return nil
}

// Check signs in and out again, to see whether the server is set up right.
func (s *Sender) Check(ctx context.Context, to Server) error {
	c, err := s.dial(ctx, &to)
	if err != nil {
		return err
	}
	_ = c.Quit() // signing in is all that was asked
	return nil
}

// connect takes a kept connection that still answers, or begins a new one.
func (s *Sender) connect(ctx context.Context, to *Server) (*connection, error) {
	for {
		c := s.take(to.key())
		if c == nil {
			return s.dial(ctx, to)
		}
		_ = c.conn.SetDeadline(time.Now().Add(10 * time.Second))
		if c.Reset() == nil {
			return c, nil
		}
		_ = c.conn.Close()
	}
}

func (to *Server) key() string {
	return strings.Join([]string{to.Host, strconv.Itoa(to.Port), to.Security, to.User}, "\x00")
}

func (s *Sender) take(key string) *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		list := s.idle[key]
		if len(list) == 0 {
			return nil
		}
		c := list[len(list)-1]
		s.idle[key] = list[:len(list)-1]
		if time.Since(c.since) < idleTime {
			return c
		}
		_ = c.conn.Close()
	}
}

func (s *Sender) keep(c *connection) {
	c.since = time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.idle == nil {
		s.idle = map[string][]*connection{}
	}
	if len(s.idle[c.key]) >= idleMost {
		_ = c.conn.Close()
		return
	}
	s.idle[c.key] = append(s.idle[c.key], c)
	time.AfterFunc(idleTime, s.sweep)
}

// sweep ends what nobody used for a while.
func (s *Sender) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, list := range s.idle {
		var fresh []*connection
		for _, c := range list {
			if time.Since(c.since) < idleTime {
				fresh = append(fresh, c)
			} else {
				_ = c.conn.Close()
			}
		}
		s.idle[key] = fresh
	}
}

// Close ends the connections that are kept.
func (s *Sender) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, list := range s.idle {
		for _, c := range list {
			_ = c.conn.Close()
		}
	}
	s.idle = nil
}

func (s *Sender) dial(ctx context.Context, to *Server) (*connection, error) {
	if to.Security == "none" && !loopback(to.Host) {
		return nil, refused(xunpan.Text{En: "without encryption mail is handed in on this machine only; take TLS or STARTTLS", Zh: "只有本机可以不加密发信，请选择 TLS 或 STARTTLS"})
	}
	dial := s.Dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	ctx, cancel := context.WithTimeout(ctx, commandTime)
	defer cancel()
	conn, err := dial(ctx, "tcp", net.JoinHostPort(to.Host, strconv.Itoa(to.Port)))
	if err != nil {
		return nil, broken(err, "connecting")
	}
	_ = conn.SetDeadline(time.Now().Add(commandTime))
	c, err := s.begin(ctx, conn, to)
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return c, nil
}

func (s *Sender) begin(ctx context.Context, conn net.Conn, to *Server) (*connection, error) {
	conf := &tls.Config{}
	if s.TLSConfig != nil {
		conf = s.TLSConfig.Clone()
	}
	conf.ServerName = to.Host
	if to.Security == "tls" {
		conn = tls.Client(conn, conf)
	}
	client, err := smtp.NewClient(conn, to.Host)
	if err != nil {
		return nil, broken(err, "greeting")
	}
	name := s.Name
	if name == "" {
		name = "localhost"
	}
	if err := client.Hello(name); err != nil {
		return nil, broken(err, "greeting")
	}
	if to.Security == "starttls" {
		if ok, _ := client.Extension("STARTTLS"); !ok {
			return nil, refused(xunpan.Text{En: "the server offers no STARTTLS; take TLS, mostly at port 465", Zh: "服务器不支持 STARTTLS，请改用 TLS（通常为 465 端口）"})
		}
		if err := client.StartTLS(conf); err != nil {
			return nil, broken(err, "starttls")
		}
	}
	if to.Secret != nil {
		if err := signIn(ctx, client, to); err != nil {
			return nil, err
		}
	}
	return &connection{key: to.key(), conn: conn, Client: client}, nil
}

func signIn(ctx context.Context, c *smtp.Client, to *Server) error {
	secret, err := to.Secret(ctx)
	if err != nil {
		return &Refused{Failure: Failure{Err: err, Say: xunpan.Text{En: "the secret of the mailbox cannot be had", Zh: "无法取得邮箱密钥"}}}
	}
	_, ways := c.Extension("AUTH")
	ways = " " + strings.ToUpper(ways) + " "
	plain := to.Security == "none" // a loopback host, as was seen to
	var auth smtp.Auth
	switch {
	case to.OAuth:
		auth = smtp.XOAuth2Auth(to.User, secret)
	case strings.Contains(ways, " PLAIN "):
		auth = smtp.PlainAuth("", to.User, secret, to.Host, plain)
	case strings.Contains(ways, " LOGIN "):
		auth = smtp.LoginAuth(to.User, secret, to.Host, plain)
	default:
		return refused(xunpan.Text{En: "the server takes no password in a way that is known here", Zh: "服务器不支持本系统的登录方式"})
	}
	if err := c.Auth(auth); err != nil {
		return broken(err, "auth")
	}
	return nil
}

// hand hands one mail in on a connection.
func (c *connection) hand(from string, recipients []string, raw []byte) error {
	_ = c.conn.SetDeadline(time.Now().Add(commandTime))
	if err := c.Mail(from); err != nil {
		return broken(err, "sender")
	}
	for _, to := range recipients {
		if err := c.Rcpt(to); err != nil {
			f := broken(err, "recipient")
			f.Recipient = to
			return f
		}
	}
	w, err := c.Data()
	if err != nil {
		return broken(err, "data")
	}
	_ = c.conn.SetDeadline(time.Now().Add(dataTime))
	if _, err := io.Copy(w, strings.NewReader(string(raw))); err != nil {
		return broken(err, "data") // without its end the server takes nothing
	}
	if err := w.Close(); err != nil {
		f := broken(err, "data")
		// The whole mail is with the server, and no word came back. A word that
		// it did not take it is none of these.
		var word *textproto.Error
		f.Doubtful = !errors.As(err, &word)
		if f.Doubtful {
			f.Permanent = false
			f.Say = xunpan.Text{En: "the connection broke after the whole mail was handed over: it may have been sent, or not", Zh: "邮件内容已全部交给服务器后连接中断：可能已发出，也可能没有"}
		}
		return f
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func refused(say xunpan.Text) *Refused {
	return &Refused{Failure: Failure{Permanent: true, Say: say}}
}

// broken says what an error at a step of the talk means.
func broken(err error, at string) *Refused {
	f := &Refused{Failure: Failure{Err: err}}
	var word *textproto.Error
	if errors.As(err, &word) {
		f.Permanent = word.Code >= 500
		f.Say = meaning(word.Code, word.Msg, at)
		return f
	}
	var cert *tls.CertificateVerificationError
	var name *net.DNSError
	var guarded *xunpan.Invalid
	switch {
	case errors.As(err, &guarded):
		f.Permanent, f.Say = true, guarded.Say
	case errors.As(err, &cert):
		f.Permanent, f.Say = true, xunpan.Text{En: "the mail server's certificate is not to be trusted; check the host name", Zh: "发信服务器证书不可信，请检查主机名"}
	case errors.As(err, &name):
		f.Permanent, f.Say = name.IsNotFound, xunpan.Text{En: "the mail server is not known; check the host name", Zh: "找不到发信服务器，请检查主机名"}
	case at == "auth":
		f.Permanent, f.Say = true, xunpan.Text{En: "signing in to the mail server did not work: " + err.Error(), Zh: "登录发信服务器失败：" + err.Error()}
	default:
		f.Say = xunpan.Text{En: "the connection to the mail server did not come about or broke", Zh: "与发信服务器的连接未能建立或中断"}
	}
	return f
}

// meaning says in words what a server's answer means, with what it said. The
// enhanced codes are those of RFC 3463.
func meaning(code int, msg, at string) xunpan.Text {
	enhanced, _, _ := strings.Cut(msg, " ")
	say := func(en, zh string) xunpan.Text {
		words := strings.Join(strings.Fields(fmt.Sprintf("%d %s", code, msg)), " ")
		if len(words) > 300 {
			words = strings.ToValidUTF8(words[:300], "") + "…"
		}
		return xunpan.Text{En: en + " (" + words + ")", Zh: zh + "（" + words + "）"}
	}
	lower := strings.ToLower(msg)
	switch {
	case at == "auth" || code == 535 || code == 530 || code == 534:
		return say("the server does not take user name and password; many services want an app password or authorisation code", "服务器不接受用户名或密码；许多邮箱需要授权码或应用专用密码")
	case enhanced == "5.2.2" || code == 552 && at == "recipient" || strings.Contains(lower, "quota") || strings.Contains(lower, "mailbox full"):
		return say("the recipient's mailbox is full", "收件人邮箱已满")
	case enhanced == "5.3.4" || enhanced == "5.2.3" || code == 552:
		return say("the mail is too large for the server", "邮件超过服务器允许的大小")
	case at == "recipient" && (enhanced == "5.1.1" || code == 550 || code == 551 || code == 553):
		return say("the server does not take this recipient; check the address", "服务器不接受该收件人，请检查地址")
	case at == "sender":
		return say("the server does not let this address send", "服务器不允许以该地址发信")
	case code == 450 || code == 451 || code == 452 || code == 421:
		return say("the server cannot take mail at the moment", "服务器暂时无法接收邮件")
	case enhanced == "5.7.1" || code == 554 || strings.Contains(lower, "spam"):
		return say("the server refuses the mail as unwanted", "服务器以垃圾邮件等理由拒收")
	}
	return say("the server refuses the mail", "服务器拒收邮件")
}
