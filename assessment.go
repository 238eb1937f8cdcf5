package xunpan

// BuyerType is what kind of writer sent the inquiry (DOMAIN section 4).
type BuyerType string

// The nine types.
const (
	Seeker    BuyerType = "seeker"    // buying now
	Entrant   BuyerType = "entrant"   // means to buy, new to the product
	Collector BuyerType = "collector" // compares or gathers
	Casual    BuyerType = "casual"    // nothing of his own
	Sampler   BuyerType = "sampler"   // wants free samples
	Inviter   BuyerType = "inviter"   // wants an invitation letter
	Spy       BuyerType = "spy"       // copies or spies
	Fraud     BuyerType = "fraud"     // phishing, malware, trade fraud
	NotBuyer  BuyerType = "other"     // not an inquiry
)

// Types lists the nine types in the order of DOMAIN section 4.
var Types = [...]BuyerType{Seeker, Entrant, Collector, Casual, Sampler, Inviter, Spy, Fraud, NotBuyer}

// Index returns the place of the type in Types, or -1.
func (t BuyerType) Index() int {
	for i, u := range Types {
		if u == t {
			return i
		}
	}
	return -1
}

// Title is the type's name for people.
func (t BuyerType) Title() Text { return typeTitles[t] }

var typeTitles = map[BuyerType]Text{
	Seeker:    {"Buying now", "寻找卖家型"},
	Entrant:   {"Preparing to enter", "准备入市型"},
	Collector: {"Collecting information", "信息收集型"},
	Casual:    {"Just asking", "随便了解型"},
	Sampler:   {"After free samples", "索要样品型"},
	Inviter:   {"After an invitation", "邀请函型"},
	Spy:       {"Copying or spying", "窃取情报型"},
	Fraud:     {"Phishing or fraud", "垃圾/欺诈型"},
	NotBuyer:  {"Not an inquiry", "非询盘"},
}

// Axis is one of the four axes that stay visible.
type Axis string

// The axes.
const (
	AxisNeed        Axis = "need"
	AxisCredibility Axis = "credibility"
	AxisEngagement  Axis = "engagement"
	AxisRisk        Axis = "risk"
)

// Intent is the instant sort (D2.3, D4.3).
type Intent string

// The intents.
const (
	High    Intent = "high"
	General Intent = "general"
	Low     Intent = "low"
)

// Title is the intent's name for people.
func (i Intent) Title() Text {
	switch i {
	case High:
		return Text{"high", "高"}
	case General:
		return Text{"general", "一般"}
	}
	return Text{"low", "低"}
}

// Action is what the desk recommends to do.
type Action string

// The actions (DOMAIN section 4).
const (
	ReplyNow   Action = "reply_now"
	Reply      Action = "reply"
	Nurture    Action = "nurture"
	AskPayment Action = "ask_payment"
	Decline    Action = "decline"
	Verify     Action = "verify"
	Quarantine Action = "quarantine"
	FileAway   Action = "file"
)

// Actions lists every action.
var Actions = [...]Action{ReplyNow, Reply, Nurture, AskPayment, Decline, Verify, Quarantine, FileAway}

// Title is the action's name for people.
func (a Action) Title() Text { return actionTitles[a] }

var actionTitles = map[Action]Text{
	ReplyNow:   {"Reply now, within two working hours", "立即回复（两个工作小时内）"},
	Reply:      {"Reply today, complete", "当天完整回复"},
	Nurture:    {"Send the template and keep him informed", "用模板回复，保持联系"},
	AskPayment: {"Ask him to pay sample and freight", "请对方承担样品费和运费"},
	Decline:    {"Decline politely", "礼貌拒绝"},
	Verify:     {"Verify first: there are contradictions to clear", "先核实：有矛盾之处"},
	Quarantine: {"Quarantine: open no link and no attachment", "隔离：不要打开链接和附件"},
	FileAway:   {"File: not an inquiry", "归档：不是询盘"},
}

// Evidence is one signal found in one inquiry.
type Evidence struct {
	Signal string  `json:"signal"` // id in the signal catalogue
	Axis   Axis    `json:"axis"`
	Points float64 `json:"points"` // what it added to the axis after strength and cap
	Span
	Text string `json:"text"` // the words in the text, shortened
	Why  Text   `json:"why"`
}

// Severity tells how much a risk matters.
type Severity string

// The severities.
const (
	SeverityHigh   Severity = "high"
	SeverityMedium Severity = "medium"
	SeverityLow    Severity = "low"
)

// Risk is a danger or a risk of the trade, shown beside the stars.
type Risk struct {
	ID       string   `json:"id"`
	Severity Severity `json:"severity"`
	Why      Text     `json:"why"`
}

// Assessment is the outcome of judging (DOMAIN section 4).
type Assessment struct {
	Type       BuyerType
	Types      [len(Types)]float64 // probabilities, in the order of Types, summing to 1
	Stars      int                 // 0–5
	Grade      string              // "A", "B", "C", "D"
	Intent     Intent
	Confidence float64 // 0–1
	Action     Action
	Axes       Axes
	Evidence   []Evidence // strongest first
	Risks      []Risk
	Raise      []Text     // what would raise the stars
	House      []HouseHit // house rules that spoke
}

// Axes are the four axes, each 0–100.
type Axes struct {
	Need        int `json:"need"`
	Credibility int `json:"credibility"`
	Engagement  int `json:"engagement"`
	Risk        int `json:"risk"`
}

// HouseHit is a house rule that applied.
type HouseHit struct {
	ID     string `json:"id"`
	Action Action `json:"action,omitempty"`
	Say    Text   `json:"say"`
}
