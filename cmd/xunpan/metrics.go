package main

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// metrics are the desk's figures in the form Prometheus reads.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "xunpan_request_seconds", Help: "Time taken by requests, by route and status.", Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10},
	}, []string{"method", "route", "status"})}
	m.registry.MustRegister(m.requests, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(method, pattern string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, pattern, strconv.Itoa(status)).Observe(took.Seconds())
}

// deskFigures are read from the book when somebody asks.
type deskFigures struct{ desk *flow.Desk }

var (
	traySize = prometheus.NewDesc("xunpan_tray_inquiries", "Inquiries waiting in a tray, counted up to 10,000.", []string{"tray"}, nil)
	jobCount = prometheus.NewDesc("xunpan_jobs", "Background work, by state.", []string{"state"}, nil)
	boxState = prometheus.NewDesc("xunpan_mailbox_failing", "1 while a mailbox cannot be read.", []string{"mailbox"}, nil)
	received = prometheus.NewDesc("xunpan_messages_received_total", "Messages taken in by this process since it started.", nil, nil)
	bookUp   = prometheus.NewDesc("xunpan_database_up", "1 while the database answers.", nil, nil)
)

func (deskFigures) Describe(c chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{traySize, jobCount, boxState, received, bookUp} {
		c <- d
	}
}

func (f deskFigures) Collect(c chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	c <- prometheus.MustNewConstMetric(received, prometheus.CounterValue, float64(f.desk.Received()))
	counts, err := f.desk.Store.TrayCounts(ctx, store.Scope{All: true}, time.Now(), 10_000)
	if err != nil {
		c <- prometheus.MustNewConstMetric(bookUp, prometheus.GaugeValue, 0)
		return
	}
	c <- prometheus.MustNewConstMetric(bookUp, prometheus.GaugeValue, 1)
	for _, t := range xunpan.Trays {
		c <- prometheus.MustNewConstMetric(traySize, prometheus.GaugeValue, float64(counts[t]), string(t))
	}
	if jobs, err := f.desk.Jobs.Counts(ctx); err == nil {
		for state, n := range jobs {
			c <- prometheus.MustNewConstMetric(jobCount, prometheus.GaugeValue, float64(n), state)
		}
	}
	boxes, err := f.desk.Store.Mailboxes(ctx)
	if err != nil {
		return
	}
	for i := range boxes {
		b, err := f.desk.Mailbox(&boxes[i])
		if err != nil || !b.Active {
			continue
		}
		failing := 0.0
		if b.State.Class != "" {
			failing = 1
		}
		c <- prometheus.MustNewConstMetric(boxState, prometheus.GaugeValue, failing, string(b.ID))
	}
}

// handler serves the figures to whoever has the token; without one, to this
// machine alone.
func (m *metrics) handler(token string, d *flow.Desk) http.Handler {
	m.registry.MustRegister(deskFigures{d})
	h := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if token != "" && subtle.ConstantTimeCompare([]byte(sent), []byte(token)) == 1 || token == "" && local(r) {
			h.ServeHTTP(w, r)
			return
		}
		w.Header().Set("WWW-Authenticate", "Bearer")
		http.Error(w, "the figures need the token that --metrics sets", http.StatusUnauthorized)
	})
}

// local reports whether a request comes from this machine and through no proxy.
func local(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	ip := net.ParseIP(host)
	if err != nil || ip == nil || !ip.IsLoopback() {
		return false
	}
	for _, h := range [...]string{"X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via"} {
		if r.Header.Get(h) != "" {
			return false
		}
	}
	name := r.Host
	if h, _, err := net.SplitHostPort(name); err == nil {
		name = h
	}
	return name == "localhost" || net.ParseIP(strings.Trim(name, "[]")) != nil // a proxy passes on the name people know
}
