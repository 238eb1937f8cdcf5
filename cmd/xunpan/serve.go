package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"xunpan/internal/api"
	"xunpan/internal/config"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/intake"
	"xunpan/internal/netguard"
	"xunpan/internal/web"

	"xunpan"
)

// serveCommand runs the desk.
type serveCommand struct {
	config.Server
}

func (c *serveCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	s, err := newServer(ctx, w, &c.Server, false)
	if err != nil {
		return err
	}
	return s.run(ctx)
}

// server is a desk with everything around it.
type server struct {
	w        *world
	conf     *config.Server
	log      *slog.Logger
	desk     *flow.Desk
	metrics  *metrics
	http     *http.Server
	listener net.Listener
	url      string
	unlock   func() // of the data folder; nil on PostgreSQL
}

// newServer opens the book and listens; nothing is answered before run.
func newServer(ctx context.Context, w *world, c *config.Server, demo bool) (*server, error) {
	s := &server{w: w, conf: c, log: newLog(w, c), metrics: newMetrics()}
	var err error
	if c.Metrics, err = secretOf(c.Metrics, c.MetricsFile); err != nil {
		return nil, settingsError{err}
	}
	guard := &netguard.Guard{Ports: []uint16{80, 443, 143, 993, 25, 465, 587}}
	for _, p := range c.AllowPrivate {
		network, err := netip.ParsePrefix(p)
		if err != nil {
			return nil, settingsError{fmt.Errorf("--allow-private: %q is no network such as 10.0.0.0/8", p)}
		}
		guard.Allow = append(guard.Allow, network)
	}
	if s.desk, err = openDesk(ctx, w, &c.Book, s.log); err != nil {
		return nil, err
	}
	if !s.desk.Store.Postgres() {
		if s.unlock, err = lockFolder(w, c.Data); err != nil {
			s.desk.Store.Close()
			return nil, err
		}
	}
	s.desk.Dial, s.desk.HTTP = guard.Dial, guard.Client(netguard.DefaultTimeout)
	site := &web.Site{Desk: s.desk, Log: s.log, Demo: demo}
	site.Gate, err = gate.New(s.desk, gate.Options{Log: s.log, Proxies: c.Proxies, URL: c.URL, Show: site.Problem, Measure: s.metrics.request})
	if err != nil {
		s.desk.Store.Close()
		return nil, settingsError{err}
	}
	mux := http.NewServeMux()
	site.Gate.Mount(mux, s.routes(site))
	if s.listener, err = net.Listen("tcp", c.Listen); err != nil {
		s.desk.Store.Close()
		return nil, settingsError{fmt.Errorf(w.say("listening on %s: %w; another program may use the port, --listen names another one", "监听 %s：%w；端口可能被占用，可用 --listen 换一个"), c.Listen, err)}
	}
	s.url = orElse(strings.TrimSuffix(c.URL, "/"), "http://"+s.listener.Addr().String())
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug)}
	s.desk.URL, s.desk.Uploads = s.url, filepath.Join(c.Data, "uploads")
	s.desk.MaxUpload = c.MaxUpload * 1_000_000
	s.desk.HandleHooks()
	s.desk.HandleSettings()
	s.desk.HandleSending()
	s.desk.HandleDigest()
	return s, askWorld(s.desk, c)
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// routes are the pages, the API and what machines look at.
func (s *server) routes(site *web.Site) []gate.Route {
	return append(site.Routes(),
		gate.Route{Pattern: "/api/", Needs: xunpan.Anyone, Handler: api.New(s.desk, s.log), Kind: gate.API, Body: intake.MaxMessage, Once: true}, // each operation names its own permission
		gate.Route{Method: "GET", Pattern: web.Favicon, Needs: xunpan.Anyone, Handler: web.Static(), Kind: gate.File},
		gate.Route{Method: "GET", Pattern: "/static/", Needs: xunpan.Anyone, Handler: web.Static(), Kind: gate.File},
		gate.Route{Method: "GET", Pattern: "/healthz", Needs: xunpan.Anyone, Handler: http.HandlerFunc(s.healthy), Kind: gate.File},
		gate.Route{Method: "GET", Pattern: "/readyz", Needs: xunpan.Anyone, Handler: http.HandlerFunc(s.ready), Kind: gate.File},
		gate.Route{Method: "GET", Pattern: "/metrics", Needs: xunpan.Anyone, Handler: s.metrics.handler(s.conf.Metrics, s.desk), Kind: gate.File}, // guarded by its own token
	)
}

// healthy says that the process answers.
func (s *server) healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "ok")
}

// ready says that the desk can take work: its database answers.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
	defer cancel()
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if err := s.desk.Store.Ping(ctx); err != nil {
		s.log.WarnContext(ctx, "not ready", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "the database does not answer")
		return
	}
	fmt.Fprintln(w, "ok")
}

// Times of stopping and of looking after things.
const (
	stopTime    = 15 * time.Second
	reloadEvery = 2 * time.Second
	sweepEvery  = time.Hour
)

// run answers and works until ctx ends, then finishes what is under way.
func (s *server) run(ctx context.Context) error {
	defer s.desk.Store.Close()
	if s.unlock != nil {
		defer s.unlock()
	}
	fmt.Fprintf(s.w.Out, s.w.say("xunpan is at %s — stop it with Ctrl-C\n", "xunpan 已启动：%s ，按 Ctrl-C 停止\n"), s.url)
	work, stopWork := context.WithCancel(ctx)
	defer stopWork()
	var wg sync.WaitGroup
	background := func(what string, f func(context.Context) error) {
		wg.Go(func() {
			if err := f(work); err != nil && !errors.Is(err, context.Canceled) {
				s.log.Error(what, "error", err)
			}
		})
	}
	background("reading the mailboxes", func(ctx context.Context) error { return s.desk.ReadMailboxes(ctx, s.node()) })
	background("background work", s.desk.Jobs.Run)
	background("uploads", s.desk.RunUploads)
	background("webhooks", func(ctx context.Context) error { return every(ctx, time.Second, s.log, s.desk.FeedHooks) })
	background("settings", func(ctx context.Context) error { return every(ctx, reloadEvery, s.log, s.desk.Reload) })
	background("sweeping", func(ctx context.Context) error { return every(ctx, sweepEvery, s.log, s.desk.SweepPeople) })
	failed := make(chan error, 1)
	go func() { failed <- s.http.Serve(s.listener) }()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		fmt.Fprintln(s.w.Err, s.w.say("stopping…", "正在停止……"))
	}
	stopWork()
	closing, cancel := context.WithTimeout(context.Background(), stopTime)
	defer cancel()
	if e := s.http.Shutdown(closing); e != nil {
		_ = s.http.Close() // streams that do not end by themselves
	}
	wg.Wait()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}

// every does something again and again. What fails is tried again next time.
func every(ctx context.Context, d time.Duration, log *slog.Logger, f func(context.Context) error) error {
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if err := f(ctx); err != nil && ctx.Err() == nil {
				log.WarnContext(ctx, "to be tried again", "error", err)
			}
		}
	}
}

// node names this process among several on one database.
func (s *server) node() string {
	if s.conf.Node != "" {
		return s.conf.Node
	}
	host, err := os.Hostname()
	if err != nil {
		host = "node"
	}
	return fmt.Sprintf("%s-%d", host, os.Getpid())
}

func newLog(w *world, c *config.Server) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // one of the words the flag allows
	opt := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w.Err, opt))
	}
	return slog.New(slog.NewTextHandler(w.Err, opt))
}
