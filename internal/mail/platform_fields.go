package mail

import (
	"strings"

	"xunpan"
)

// formField is what a label line of a notification or form states.
type formField uint8

const (
	formNone formField = iota
	formName
	formFirst
	formLast
	formCompany
	formEmail
	formPhone
	formCountry
	formProduct
	formQuantity
	formDate
	formIP
	formPage
	formLevel
	formMessage
	formOther
	formKinds
)

// fieldWords maps labels, folded, to fields: English, Chinese, Spanish, French,
// German, Portuguese, Italian, Russian, Turkish, Arabic.
var fieldWords = func() map[string]formField {
	t := map[string]formField{}
	for f, list := range map[formField]string{
		formName:     "name|full name|your name|buyer name|buyer's name|buyer|contact name|contact person|contact|customer|customer name|person|sender|sender name|visitor name|from|from name|member|username|attn|姓名|联系人|名字|名称|您的姓名|买家姓名|买家|客户姓名|称呼|姓名/称呼|nombre|nombre completo|nombre y apellido|nombre y apellidos|su nombre|tu nombre|nom|nom complet|nom et prénom|votre nom|ihr name|vor- und nachname|ansprechpartner|nome|nome completo|seu nome|nome e cognome|il tuo nome|имя|ваше имя|фио|контактное лицо|ad soyad|adınız|adınız soyadınız|isim|ad|الاسم|الاسم الكامل|اسمك|name / nombre",
		formFirst:    "first name|firstname|given name|vorname|prénom|nombre(s)|primeiro nome|имя отправителя",
		formLast:     "last name|lastname|surname|family name|nachname|apellido|apellidos|sobrenome|cognome|фамилия|soyad|soyadınız|اسم العائلة",
		formCompany:  "company|company name|your company|business|business name|organization|organisation|firm|company / organization|buyer company|buyer's company|公司|公司名称|公司名|单位|企业名称|empresa|nombre de la empresa|compañía|société|entreprise|nom de la société|nom de l'entreprise|raison sociale|firma|unternehmen|firmenname|empresa/instituição|nome da empresa|azienda|ragione sociale|società|компания|название компании|организация|фирма|şirket|şirket adı|firma adı|الشركة|اسم الشركة",
		formEmail:    "email|e-mail|email address|e-mail address|your email|your e-mail|email id|mail|contact email|buyer email|sender email|work email|business email|reply to|邮箱|电子邮箱|电子邮件|邮件|您的邮箱|邮箱地址|correo|correo electrónico|su correo|tu email|email *|courriel|adresse e-mail|adresse email|adresse mail|votre e-mail|votre email|e-mail-adresse|ihre e-mail|ihre e-mail-adresse|endereço de email|seu email|seu e-mail|indirizzo email|la tua email|эл. почта|электронная почта|почта|ваш email|ваш e-mail|e-posta|eposta|e-posta adresi|e-posta adresiniz|البريد الإلكتروني|البريد الالكتروني|بريدك الإلكتروني|ايميل",
		formPhone:    "phone|phone number|phone no|phone no.|your phone|telephone|telephone number|tel|tel.|tel no|mobile|mobile number|mobile no|mobile phone|cell|cell phone|contact number|contact no|contact no.|whatsapp|whatsapp number|whatsapp/phone|phone/whatsapp|whatsapp no|phone / whatsapp|wechat/whatsapp|tel/whatsapp|fax/tel|电话|联系电话|手机|手机号|手机号码|您的电话|电话号码|联系方式|teléfono|telefono|su teléfono|móvil|celular|téléphone|votre téléphone|numéro de téléphone|telefon|telefonnummer|rufnummer|ihre telefonnummer|mobil|handy|telefone|seu telefone|telemóvel|celular/whatsapp|numero di telefono|cellulare|телефон|ваш телефон|номер телефона|telefon numarası|telefonunuz|cep telefonu|gsm|الهاتف|رقم الهاتف|الجوال|رقم الجوال|هاتف|واتساب",
		formCountry:  "country|country/region|country / region|region|location|buyer country|your country|country name|from country|buyer location|country or region|country of origin|国家|国家/地区|国家地区|地区|来自国家|所在国家|所在地|país|pais|país/región|país / región|pays|pays/région|land|paese|nazione|страна|регион|ülke|ülkeniz|الدولة|البلد|بلد",
		formProduct:  "product|products|product name|product(s)|product interested|interested product|product of interest|interested in|item|item name|product/service|subject of inquiry|inquiry product|产品|产品名称|感兴趣的产品|询盘产品|商品|商品名称|意向产品|producto|productos|producto de interés|produit|produits|produkt|produkte|artikel|artikelbezeichnung|produto|produtos|prodotto|prodotti|товар|продукт|интересующий товар|продукция|ürün|ürünler|ürün adı|المنتج|المنتجات|اسم المنتج|model|model no|sku",
		formQuantity: "quantity|order quantity|purchase quantity|quantity required|required quantity|estimated quantity|estimated order quantity|qty|order qty|quantity needed|quantity & unit|数量|采购数量|采购量|订购数量|需求数量|预计采购量|cantidad|cantidad requerida|quantité|menge|stückzahl|gewünschte menge|quantidade|quantità|количество|объем|miktar|adet|الكمية",
		formDate:     "date|time|sent on|submitted|submitted on|submission date|date sent|sent time|inquiry date|inquiry time|created|received|date/time|日期|时间|询盘时间|提交时间|发送时间|留言时间|fecha|datum|data|дата|tarih|التاريخ",
		formIP:       "ip|ip address|sender ip|sender's ip|sender ip address|remote ip|user ip|visitor ip|client ip|buyer ip|ip адрес|ip-адрес|ip-adresse|adresse ip|dirección ip|endereço ip|indirizzo ip|ip adresi|ip地址|来源ip|发件人ip|عنوان ip|message ip|inquiry ip",
		formPage:     "page|page url|url|source|source url|referrer|referer|page title|sent from page|form page|landing page|from page|inquiry page|product url|product link|sent from|来源|来源页面|页面|网址|提交页面|来源网址|página|seite|pagina|страница|sayfa|الصفحة|remote url|submitted from|source page",
		formLevel:    "buyer level|level|member level|membership|member type|membership level|customer level|buyer type|member since|buyer rating|buyer grade|verified|verification|joined|registered since|会员等级|买家等级|客户等级|等级|会员|买家类型|注册时间",
		formMessage:  "message|your message|messages|comment|comments|your comment|question|questions|inquiry|enquiry|inquiry content|inquiry details|inquiry detail|enquiry details|inquiry message|details|message content|message body|message details|content|body|buyer message|buyer's message|message from buyer|requirement|requirements|request|your inquiry|your enquiry|your question|remarks|notes|additional information|description|detailed requirements|text|留言|留言内容|内容|询盘内容|信息|消息|消息内容|您的留言|需求|采购需求|详细需求|备注|描述|mensaje|su mensaje|tu mensaje|comentario|comentarios|consulta|message du client|votre message|commentaire|demande|nachricht|ihre nachricht|mitteilung|anfrage|bemerkung|mensagem|sua mensagem|comentários|messaggio|il tuo messaggio|richiesta|commento|note|сообщение|ваше сообщение|текст сообщения|комментарий|вопрос|запрос|mesaj|mesajınız|talep|açıklama|الرسالة|رسالتك|الاستفسار|رسالة|محتوى الرسالة|تفاصيل",
		formOther:    "subject|topic|website|web|web site|address|street|city|state|zip|zip code|postal code|postcode|fax|job title|position|title|industry|business type|department|user agent|useragent|browser|device|form|form name|form id|powered by|remote agent|referred by|how did you hear about us|how did you hear|newsletter|consent|gdpr|privacy|i agree|entry id|submission id|inquiry id|reference|ref|message id|inquiry no|reply deadline|主题|网站|地址|城市|传真|职位|行业|浏览器|表单|asunto|ciudad|dirección|sitio web|sujet|objet|ville|adresse|site web|betreff|stadt|ort|plz|webseite|straße|assunto|cidade|endereço|oggetto|città|indirizzo|тема|город|адрес|сайт|konu|şehir|adres|الموضوع|المدينة|العنوان|language|expected price|target price|annual purchase volume|incoterms|shipping terms|destination port|payment terms|shipment terms|trade terms|price|delivery|port|preferred unit price|sourcing type|sourcing purpose|price range",
	} {
		for w := range strings.SplitSeq(list, "|") {
			t[fold(w)] = f
		}
	}
	return t
}()

// fieldLine is one label line.
type fieldLine struct {
	field      formField
	line       int
	start, end int // its value in the body; empty if the label stands alone
}

// maxFieldLines bounds the label lines read of one mail.
const maxFieldLines = 200

// fieldLines finds the label lines of a body: "Label: value", "Label\tvalue" of
// a table, and a label alone with the value on the next line.
func (s *segmenter) fieldLines() []fieldLine {
	var fs []fieldLine
	for i := 0; i < len(s.lines) && len(fs) < maxFieldLines; i++ {
		if s.lines[i].blank() {
			continue
		}
		f, at := s.fieldAt(i)
		if f == formNone {
			continue
		}
		fl := fieldLine{field: f, line: i, start: at, end: s.lines[i].end}
		if at >= fl.end {
			fl.start = fl.end
			if k := s.next(i + 1); f != formMessage && k < len(s.lines) && k <= i+2 {
				if g, _ := s.fieldAt(k); g == formNone && s.lines[k].end-s.lines[k].start <= 200 {
					fl.start, fl.end = s.lines[k].start, s.lines[k].end
					i = k
				}
			}
		}
		fs = append(fs, fl)
	}
	return fs
}

// fieldAt tells the label that line i begins with and where its value begins.
func (s *segmenter) fieldAt(i int) (formField, int) {
	low := s.folded(i)
	lead := len(low) - len(strings.TrimLeft(low, "-*•·>#| \t"))
	low = low[lead:]
	at := s.lines[i].start + lead
	if len(low) == 0 {
		return formNone, 0
	}
	window := firstOf(low, 60)
	sep, width := -1, 1
	for k := 0; k < len(window); k++ {
		if c := window[k]; c == ':' || c == '\t' {
			sep = k
			break
		} else if strings.HasPrefix(window[k:], "：") {
			sep, width = k, len("：")
			break
		}
	}
	name := low
	if sep >= 0 {
		name = low[:sep]
	} else if len(low) > 40 {
		return formNone, 0
	}
	f := fieldWords[labelName(name)]
	if f == formNone {
		return formNone, 0
	}
	if sep < 0 {
		return f, s.lines[i].end
	}
	at += sep + width
	for at < s.lines[i].end && strings.IndexByte(" \t*:_|", s.body[at]) >= 0 {
		at++
	}
	return f, at
}

// labelName strips what forms put around a label: stars, "(required)", numbers.
func labelName(name string) string {
	if i := strings.IndexByte(name, '('); i > 2 {
		name = name[:i]
	}
	if i := strings.Index(name, "（"); i > 2 {
		name = name[:i]
	}
	name = strings.Trim(name, " \t*_-.?[]\"'#")
	if i := strings.IndexByte(name, ' '); i > 0 && i <= 2 && digit(name[0]) {
		name = name[i+1:]
	}
	return strings.TrimSuffix(strings.TrimSuffix(name, " required"), "*")
}

// given collects the values of label lines; the first one of each kind counts.
func (s *segmenter) given(fs []fieldLine) xunpan.Given {
	var v [formKinds]string
	for _, f := range fs {
		if f.field != formMessage && v[f.field] == "" {
			v[f.field] = plainValue(cut(s.body[f.start:f.end], 300))
		}
	}
	g := xunpan.Given{
		Name: v[formName], Company: v[formCompany], Phone: v[formPhone], Country: v[formCountry], Product: v[formProduct],
		Quantity: v[formQuantity], Date: v[formDate], IP: v[formIP], Page: v[formPage], Level: v[formLevel],
	}
	if v[formFirst] != "" || v[formLast] != "" {
		if full := strings.TrimSpace(v[formFirst] + " " + v[formLast]); len(full) > len(g.Name) {
			g.Name = full
		}
	}
	if a := headerAddress(v[formEmail]); a.Mail != "" {
		g.Email = a.Mail
	}
	// "From: Ann <ann@x.example>" is the sender in one line.
	if strings.Contains(g.Name, "@") {
		a := headerAddress(g.Name)
		g.Name = a.Name
		if g.Email == "" {
			g.Email = a.Mail
		}
	}
	g.Name, g.Country = namedPlace(g.Name, g.Country)
	return g
}

// namedPlace parts "steve [United States]" and "Ann Lee (JM)" into the name and
// the country, unless that is told already.
func namedPlace(name, country string) (string, string) {
	i := strings.IndexAny(name, "([")
	if i < 1 || !strings.HasSuffix(name, ")") && !strings.HasSuffix(name, "]") {
		return name, country
	}
	place := placeIn(name[i:])
	if place == "" {
		return name, country
	}
	if country == "" {
		country = place
	}
	return strings.TrimSpace(name[:i]), country
}

// placeIn is what stands in brackets if it can be a country, else "".
func placeIn(brackets string) string {
	place := strings.Trim(brackets, "()[] ")
	if len(place) < 2 || strings.ContainsAny(place, "0123456789@,") || place[0] < 'A' || place[0] > 'Z' || strings.Contains(place, "Mr") || strings.Contains(place, "Ms") {
		return ""
	}
	return place
}

// plainValue takes emphasis and placeholders off a value.
func plainValue(v string) string {
	v = strings.Trim(strings.TrimSpace(v), "*_|\t ")
	switch fold(strings.Trim(v, "()[]<>. ")) {
	case "", "-", "--", "n/a", "na", "none", "null", "nil", "unknown", "not provided", "not given", "not specified", "not available", "not disclosed", "hidden", "no company", "as per moq", "tbd", "无", "未填写", "未提供", "暂无", "保密", "undefined", "no indicado", "não informado", "non renseigné", "nicht angegeben", "non indicato", "не указано", "не указан", "belirtilmemiş", "غير محدد":
		return ""
	}
	if strings.Contains(v, "***") || strings.Contains(v, "xxxx") {
		return "" // the platform hides it until it is paid: "+234 803 *****"
	}
	return v
}
