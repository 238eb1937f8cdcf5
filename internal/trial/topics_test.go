package trial

import (
	"testing"

	"xunpan"
)

func TestCoinedTopics(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, topic := range xunpan.Topics {
		known[topic] = true
	}
	for coined, topics := range coinedTopics {
		if known[coined] {
			t.Errorf("%q is a topic already", coined)
		}
		for _, topic := range topics {
			if !known[topic] {
				t.Errorf("%q stands for %q, which is no topic", coined, topic)
			}
		}
	}
	r := &Report{}
	r.topics(&Case{Label: Label{ID: "x", Questions: []string{"drawing", "installation", "price"}}, Got: &xunpan.Analysis{Questions: []xunpan.AnalysisQuestion{
		{Topic: "spec"}, {Topic: "other"}, {Topic: "moq"},
	}}})
	if r.TopicsFound != (Score{2, 3}) || r.TopicsRight != (Score{1, 2}) {
		t.Errorf("found %v, right %v", r.TopicsFound, r.TopicsRight)
	}
}
