package workbook

import (
	"slices"
	"strings"
	"unicode"

	"xunpan"
)

// column is a column of our own form, with the heads by which others name it.
type column struct {
	key  string
	say  xunpan.Text
	also string // further heads, parted by "|", in lower case without spaces and signs
	cost bool   // for the house alone
}

// columns is our own form, in order. What a list keeps otherwise is read by the
// further heads.
var columns = []column{
	{"model", xunpan.Text{En: "Model", Zh: "型号"}, "modelno|modelnumber|item|itemno|itemnumber|itemcode|sku|articleno|article|artno|productcode|code|partno|货号|产品型号|编号|款号|产品编号|商品编号|物料编码|料号|型号规格", false},
	{"name.en", xunpan.Text{En: "Name (en)", Zh: "英文品名"}, "name|productname|product|description|descriptionofgoods|englishname|itemname|itemdescription|goods|英文名称|英文名|产品英文名", false},
	{"name.zh", xunpan.Text{En: "Name (zh)", Zh: "品名"}, "chinesename|品名|名称|产品名称|中文名称|中文品名|产品|产品名称及规格|品名及规格|品名规格|名称及规格|货品名称|商品名称|货物名称|中文名|产品名", false},
	{"names", xunpan.Text{En: "Other names", Zh: "其他语言品名"}, "", false},
	{"words", xunpan.Text{En: "Other words", Zh: "其他叫法"}, "keywords|searchwords|关键词|别名|搜索词", false},
	{"category", xunpan.Text{En: "Category", Zh: "类别"}, "series|group|producttype|type|class|类型|分类|系列|产品类别|产品系列|大类", false},
	{"tier", xunpan.Text{En: "Tier", Zh: "档次"}, "档位|等级", false},
	{"unit", xunpan.Text{En: "Unit", Zh: "单位"}, "uom|计量单位", false},
	{"about.en", xunpan.Text{En: "About (en)", Zh: "英文描述"}, "about|englishdescription|remark|remarks|note|notes", false},
	{"about.zh", xunpan.Text{En: "About (zh)", Zh: "描述"}, "产品描述|说明|产品说明|备注|简介", false},
	{"features.en", xunpan.Text{En: "Features (en)", Zh: "英文特点"}, "features|feature|advantages", false},
	{"features.zh", xunpan.Text{En: "Features (zh)", Zh: "特点"}, "产品特点|卖点|优势", false},
	{"points", xunpan.Text{En: "Selling points", Zh: "卖点标签"}, "", false},
	{"specs", xunpan.Text{En: "Technical data", Zh: "技术参数"}, "specs|specification|specifications|spec|parameters|参数|规格|规格参数|技术规格|产品规格|产品参数", false},
	{"variants", xunpan.Text{En: "Variants", Zh: "规格款式"}, "options|款式", false},
	{"per_carton", xunpan.Text{En: "Units per carton", Zh: "装箱数"}, "pcsctn|qtyctn|pcspercarton|pcscarton|qtypercarton|unitsctn|packingqty|ctnqty|pcscase|每箱数量|箱装数|装箱量|装箱数量|每箱|pcs箱|箱入数|每箱件数|数量箱|装箱", false},
	{"carton", xunpan.Text{En: "Carton (cm)", Zh: "外箱尺寸 (cm)"}, "carton|cartonsize|ctnsize|cartondimension|cartondimensions|outercarton|outercartonsize|meas|measurement|packingsize|cartonmeas|外箱|外箱尺寸|纸箱尺寸|箱规|包装尺寸|外箱规格|纸箱规格", false},
	{"length", xunpan.Text{En: "Carton length (cm)", Zh: "外箱长 (cm)"}, "cartonl|cartonlength|箱长|长", false},
	{"width", xunpan.Text{En: "Carton width (cm)", Zh: "外箱宽 (cm)"}, "cartonw|cartonwidth|箱宽|宽", false},
	{"height", xunpan.Text{En: "Carton height (cm)", Zh: "外箱高 (cm)"}, "cartonh|cartonheight|箱高|高", false},
	{"gross", xunpan.Text{En: "Gross (kg)", Zh: "毛重 (kg)"}, "gw|grossweight|gwctn|gross|毛重|毛重箱", false},
	{"net", xunpan.Text{En: "Net (kg)", Zh: "净重 (kg)"}, "nw|netweight|nwctn|net|净重|净重箱", false},
	{"weights", xunpan.Text{En: "G.W./N.W. (kg)", Zh: "毛净重 (kg)"}, "gwnw|nwgw|grossnetweight|毛净重|毛重净重|净毛重", false},
	{"packing.say", xunpan.Text{En: "Packing", Zh: "包装"}, "packingway|innerpacking|packaging|包装方式|内包装|包装说明", false},
	{"upright", xunpan.Text{En: "This side up", Zh: "不可倒置"}, "", false},
	{"hs_code", xunpan.Text{En: "HS code", Zh: "HS 编码"}, "hs|hscode|hsno|tariffcode|海关编码|hs编码|商品编码|税号", false},
	{"origin", xunpan.Text{En: "Origin", Zh: "原产国"}, "countryoforigin|madein|产地|原产地", false},
	{"moq", xunpan.Text{En: "MOQ", Zh: "起订量"}, "minimumorder|minorder|minqty|minorderqty|最小起订量|最低起订量|起批量", false},
	{"lead", xunpan.Text{En: "Lead time (days)", Zh: "交期 (天)"}, "leadtime|deliverytime|delivery|productiontime|交期|交货期|生产周期|货期", false},
	{"lead.from", xunpan.Text{En: "Lead time from", Zh: "交期起算"}, "", false},
	{"prices", xunpan.Text{En: "Price list", Zh: "价目"}, "", false},
	{"custom", xunpan.Text{En: "Made to order", Zh: "定制"}, "", false},
	{"off", xunpan.Text{En: "No longer offered", Zh: "停产"}, "discontinued|已停产", false},
	{"cost", xunpan.Text{En: "Cost", Zh: "成本"}, "costprice|purchaseprice|purchasecost|buyingprice|成本价|采购价|进价|采购成本|进货价|含税成本|含税采购价|工厂价|出厂价|含税出厂价|含税单价|含税价|不含税成本|exfactoryprice|factoryprice", true},
	{"cost.net", xunpan.Text{En: "Cost without VAT", Zh: "成本不含税"}, "", true},
	{"vat", xunpan.Text{En: "VAT", Zh: "增值税率"}, "vatrate|税率|增值税", true},
	{"refund", xunpan.Text{En: "Refund", Zh: "退税率"}, "rebate|refundrate|taxrebate|出口退税率", true},
	{"supplier", xunpan.Text{En: "Supplier", Zh: "供应商"}, "factory|vendor|工厂|厂家|供货商", true},
}

// data are heads of columns that hold one kind of technical data, which a list
// of one trade often has; the head is then its name.
var data = strings.Split("power|wattage|watt|voltage|current|material|size|productsize|dimension|dimensions|color|colour|weight|productweight|unitweight|cct|colortemperature|lumen|luminousflux|lumens|ip|ipgrade|iprating|cri|beamangle|capacity|thickness|diameter|length|flow|head|pressure|speed|frequency|battery|finish|surface|grade|density|composition|fabric|gsm|yarn|pattern|shape|warranty|lifespan|base|driver|chip|leds|"+
	"功率|电压|电流|材质|材料|尺寸|产品尺寸|颜色|重量|产品重量|单重|色温|光通量|流明|防护等级|显色指数|发光角度|容量|厚度|直径|流量|扬程|压力|转速|频率|电池|表面处理|密度|成分|面料|克重|花型|形状|质保|保修|寿命|灯头|驱动|芯片|口径|规格尺寸", "|")

// head is a column of a list as it was understood.
type head struct {
	key      string // of columns, "price" or "data"; "" for unknown
	name     string // of technical data
	currency string // said in the head
	term     xunpan.Incoterm
	place    string
	scale    string // "mm" where the head says so
}

// compact is a text in lower case without spaces and signs.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// scripts are a head's Chinese and its other letters apart: "型号 Model".
func scripts(s string) (han, other string) {
	var a, b strings.Builder
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			a.WriteRune(r)
		} else {
			b.WriteRune(r)
		}
	}
	return compact(a.String()), compact(b.String())
}

// units are words of heads that name no column.
var units = []string{"(cm)", "（cm）", "(mm)", "（mm）", "(kg)", "（kg）", "(kgs)", "（kgs）", "(days)", "（天）", "(天)", "(pcs)", "（pcs）", "cm", "kgs", "kg"}

var byHead = func() map[string]string {
	m := map[string]string{}
	for _, c := range columns {
		for _, h := range append(strings.Split(c.also, "|"), compact(c.say.En), compact(c.say.Zh)) {
			if h != "" && m[h] == "" {
				m[h] = c.key
			}
		}
	}
	return m
}()

// currencies are how heads and cells name money.
var currencies = []struct{ sign, code string }{{"usd", "USD"}, {"us$", "USD"}, {"美元", "USD"}, {"美金", "USD"}, {"eur", "EUR"}, {"€", "EUR"}, {"欧元", "EUR"}, {"gbp", "GBP"}, {"£", "GBP"}, {"英镑", "GBP"},
	{"rmb", "CNY"}, {"cny", "CNY"}, {"人民币", "CNY"}, {"元", "CNY"}, {"￥", "CNY"}, {"¥", "CNY"}, {"$", "USD"}}

func currencyIn(s string) string {
	s = strings.ToLower(s)
	for _, c := range currencies {
		if strings.Contains(s, c.sign) {
			return c.code
		}
	}
	return ""
}

// understand reads the head of a column.
func understand(text string) (h head) {
	clean := strings.ToLower(strings.Join(strings.Fields(text), " "))
	if clean == "" {
		return h
	}
	if strings.Contains(clean, "mm") || strings.Contains(clean, "毫米") {
		h.scale = "mm"
	}
	h.currency = currencyIn(clean)
	for _, try := range []string{clean, strip(clean)} {
		if h.key = byHead[compact(try)]; h.key != "" {
			return h
		}
		han, other := scripts(try)
		if h.key = byHead[han]; h.key != "" && han != "" {
			return h
		}
		if h.key = byHead[other]; h.key != "" && other != "" {
			return h
		}
	}
	for _, try := range []string{clean, strip(clean)} {
		han, other := scripts(try)
		if slices.Contains(data, compact(try)) || slices.Contains(data, han) || slices.Contains(data, other) {
			h.key, h.name = "data", strings.TrimSpace(cutBrackets(strings.Join(strings.Fields(text), " ")))
			return h
		}
	}
	if priceHead(clean, &h) {
		h.key = "price"
	}
	return h
}

// strip takes brackets and units off a head.
func strip(s string) string {
	for _, u := range units {
		s = strings.ReplaceAll(s, u, " ")
	}
	return cutBrackets(s)
}

func cutBrackets(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '(', '（', '[', '【':
			depth++
		case ')', '）', ']', '】':
			depth = max(depth-1, 0)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// priceHead reads heads such as "FOB Ningbo (USD)", "单价（美元）", "Unit price".
func priceHead(s string, h *head) bool {
	if strings.Contains(s, "total") || strings.Contains(s, "amount") || strings.Contains(s, "总价") || strings.Contains(s, "金额") || strings.Contains(s, "target") {
		return false
	}
	for _, t := range xunpan.Incoterms {
		if i := strings.Index(s, strings.ToLower(string(t))); i >= 0 {
			h.term = t
			rest := s[i+3:]
			for _, drop := range []string{"price", "unit", "价格", "单价", "价", "usd", "eur", "rmb", "cny", "us$", "美元", "美金", "人民币", "元", "$", "€", "¥", "￥", "/pcs", "/pc", "pcs", "(", ")", "（", "）", "/", ":", "："} {
				rest = strings.ReplaceAll(rest, drop, " ")
			}
			words := strings.Fields(rest)
			for i, w := range words {
				if r := []rune(w); unicode.IsLower(r[0]) {
					words[i] = string(unicode.ToUpper(r[0])) + string(r[1:])
				}
			}
			h.place = strings.TrimSpace(strings.Trim(strings.Join(words, " "), "-–,，、.0123456789+ "))
			return true
		}
	}
	return strings.Contains(s, "price") || strings.Contains(s, "单价") || strings.Contains(s, "报价") || strings.Contains(s, "售价") || strings.Contains(s, "价格")
}

func columnOf(key string) *column {
	for i := range columns {
		if columns[i].key == key {
			return &columns[i]
		}
	}
	return nil
}
