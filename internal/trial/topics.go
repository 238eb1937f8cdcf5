package trial

import "slices"

// coinedTopics maps names that authors of labels gave to questions to the
// topics of xunpan.Topics under which such a question may rightly come out;
// any of them counts. What is asked about how goods are made or installed has
// no topic of its own: there "other" counts too.
var coinedTopics = map[string][]string{
	"product_info":    {"catalogue", "spec", "other"},
	"recommendation":  {"spec", "catalogue", "other"},
	"installation":    {"documents", "warranty", "other"},
	"pictures":        {"catalogue", "spec", "documents"},
	"drawing":         {"spec"},
	"quality":         {"spec", "certification", "other"},
	"material":        {"spec"},
	"formula":         {"spec"},
	"process":         {"spec", "company", "import_process", "other"},
	"tooling":         {"customization"},
	"validity":        {"price", "other"},
	"proforma":        {"documents", "price"},
	"bank_details":    {"payment"},
	"open_account":    {"payment"},
	"credit":          {"payment"},
	"cost_breakdown":  {"price", "company"},
	"suppliers":       {"company"},
	"customers":       {"company"},
	"market_share":    {"company"},
	"company_profile": {"company"},
}

// sameTopic: a question of the topic given answers what the label says.
func sameTopic(label, given string) bool {
	return label == given || slices.Contains(coinedTopics[label], given)
}
