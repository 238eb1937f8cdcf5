package mail

// closings are the formulas that end a letter, in lower case. The name, firm
// and contacts below belong to the signature, and so does the formula.
var closings = newPhrases(
	// English
	`best regards|kind regards|kindest regards|warm regards|warmest regards|best wishes|best rgds|b.rgds|b.regards|b. regards|b/rgds|brgds|brgds.|rgds|regards|with regards|`+
		`with best regards|with kind regards|with warm regards|with best wishes|very best regards|many regards|sincere regards|`+
		`sincerely|sincerely yours|yours sincerely|yours faithfully|faithfully yours|yours truly|very truly yours|truly yours|respectfully|respectfully yours|`+
		`cordially|cordially yours|yours cordially|best|all the best|warmly|br|b.r.|b.r|br.|cheers|thanks|thank you|thanks and regards|thanks & regards|thanks with regards|`+
		`thanks & best regards|thanks and best regards|many thanks|thanks a lot|thank you very much|thank you so much|thanking you|thanking you in advance|thanks in advance|thank you in advance|`+
		`thank you and best regards|thank you & best regards|thx|thnx|tks|tks & rgds|thanks again|thanks so much|thanks very much|thanks much|thanks a million|thank you all|god bless|god bless you|stay blessed|thank you and god bless|with thanks|thank you kindly|kindest|respectfully yours|await your reply|awaiting your reply|thanks for your time|thank you for your time|thank you for your attention|thank you for your cooperation|thanks for your cooperation|in advance|with many thanks|kr|yours|looking forward|have a nice day|have a great day|have a good day`,
	// German, Dutch
	`mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit freundlichem gruss|freundliche grüße|freundliche grüsse|freundlichen gruß|beste grüße|beste grüsse|besten gruß|viele grüße|viele grüsse|`+
		`schöne grüße|liebe grüße|mit besten grüßen|mit besten grüssen|hochachtungsvoll|mfg|vg|lg|gruß|grüße|vielen dank|danke|danke im voraus|besten dank|`+
		`met vriendelijke groet|met vriendelijke groeten|vriendelijke groeten|hartelijke groet|met hartelijke groet|mvg|bedankt|alvast bedankt`,
	// French
	`cordialement|bien cordialement|très cordialement|sincères salutations|salutations distinguées|salutations|meilleures salutations|bien à vous|bien à toi|cdlt|cdt|sincèrement|respectueusement|`+
		`meilleurs sentiments|avec mes remerciements|merci|merci d'avance|merci beaucoup|merci par avance|en vous remerciant|veuillez agréer|je vous prie d'agréer|dans l'attente`,
	// Spanish
	`saludos|saludos cordiales|un saludo|un cordial saludo|cordial saludo|cordiales saludos|reciba un cordial saludo|reciban un cordial saludo|atentamente|atte|atte.|muy atentamente|saluda atentamente|`+
		`le saluda atentamente|sin otro particular|quedo atento|quedo atenta|quedamos atentos|gracias|muchas gracias|gracias de antemano|desde ya muchas gracias|un abrazo|cordialmente|mil gracias`,
	// Portuguese
	`atenciosamente|att|att.|att,|cumprimentos|melhores cumprimentos|com os melhores cumprimentos|com os meus cumprimentos|saudações|cordiais saudações|abraços|um abraço|grato|grata|obrigado|obrigada|`+
		`muito obrigado|muito obrigada|desde já agradeço|desde já obrigado|agradecemos|respeitosamente|cordialmente`,
	// Italian
	`cordiali saluti|distinti saluti|saluti|un saluto|un cordiale saluto|cordialmente|tanti saluti|i migliori saluti|grazie|grazie mille|grazie e saluti|molte grazie|ringraziando|in attesa`,
	// Russian
	`с уважением|с наилучшими пожеланиями|с искренним уважением|с почтением|всего доброго|всего хорошего|наилучшие пожелания|спасибо|заранее спасибо|благодарю|заранее благодарен|заранее благодарю|спасибо заранее|хорошего дня|искренне ваш`,
	// Turkish
	`saygılarımla|saygılarımızla|saygılar|iyi çalışmalar|iyi günler|kolay gelsin|sevgiler|teşekkürler|teşekkür ederim|teşekkür ederiz|şimdiden teşekkürler|selamlar|hürmetlerimle|iyi günler dilerim|iyi çalışmalar dilerim|İyi çalışmalar|İyi günler`,
	// Arabic, Persian
	`مع التحية|مع تحياتي|تحياتي|تحياتنا|مع أطيب التحيات|مع خالص التحية|مع خالص التحيات|مع فائق الاحترام|مع الاحترام|وتفضلوا بقبول|تفضلوا بقبول|أطيب التحيات|خالص التحيات|والسلام عليكم|شكرا|شكراً|شكرا جزيلا|شكراً جزيلاً|وشكرا|وشكراً|با احترام|با تشکر`,
	// Chinese, Japanese
	`此致|敬礼|顺祝商祺|順祝商祺|顺颂商祺|祝商祺|商祺|祝好|祝您生活愉快|祝工作顺利|祝工作愉快|敬上|谨上|谢谢|謝謝|多谢|感谢|此致敬礼|致礼|祝安好|顺祝|以上|よろしくお願いいたします|よろしくお願いします|敬具`,
	// Polish, Czech, Scandinavian, Romanian, Greek, Vietnamese, Indonesian
	`pozdrawiam|z poważaniem|z wyrazami szacunku|s pozdravem|s úctou|med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|med venlig hilsen|venlig hilsen|med vennlig hilsen|vennlig hilsen|mvh|hälsningar|ystävällisin terveisin|`+
		`cu stimă|cu respect|mulțumesc|με εκτίμηση|ευχαριστώ|trân trọng|cảm ơn|hormat kami|salam|terima kasih|üdvözlettel|lep pozdrav|srdačan pozdrav|hvala|s poštovanjem|με τιμή`,
)

// weakClosings are formulas that also begin ordinary sentences; they close a
// letter only when little follows on their line.
var weakClosings = newPhrases(
	`best|thanks|thank you|thanking you|many thanks|looking forward|yours|thx|tks|cheers|in advance|regards|with regards|danke|vielen dank|besten dank|bedankt|merci|gracias|muchas gracias|obrigado|obrigada|grato|grata|grazie|спасибо|благодарю|` +
		`salam|以上|感谢|谢谢|多谢|شكرا|شكراً|have a nice day|have a great day|have a good day|iyi günler|agradecemos|ringraziando|in attesa|dans l'attente|en vous remerciant|sin otro particular|veuillez agréer|je vous prie d'agréer|quedo atento|quedo atenta|quedamos atentos|desde já agradeço|hvala|terima kasih|att|br|kr|vg|lg`,
)

// mobileFooters are what telephones and web mail programs add.
var mobileFooters = newPhrases(
	`sent from my|sent from mobile|sent from a mobile|sent from an |sent from iphone|sent from outlook|sent from yahoo|sent from mail for|sent from samsung|sent from gmail|sent from proton|sent from aol|sent from the|sent from android|sent from huawei|sent from xiaomi|sent from type|sent with proton|sent with aquamail|sent using|sent via|get outlook for|get bluemail for|secured with tuta|sent through|sent by mobile|`+
		`von meinem|gesendet von|gesendet mit|von unterwegs gesendet|envoyé de mon|envoyé depuis|envoyé à partir de|télécharger outlook|obtenez outlook|provenance : courrier|enviado desde mi|enviado desde|enviado de mi|enviado do meu|enviado de meu|enviado a partir do|enviado do|enviado pelo|enviado via|obtener outlook|obter o outlook|obtenha o outlook|`+
		`inviato da|inviato dal mio|inviato con|scarica outlook|ottieni outlook|отправлено с|отправлено из|отправлено от|из мобильной|iphone'umdan|iphone’umdan|iphone'dan gönderildi|samsung cep|android için|android uygulamasından|yandex.mail için|`+
		`发自我的|發自我的|来自我的|从我的|從我的|发自|iphoneから送信|أُرسلت من|أرسلت من|تم الإرسال من|تم الارسال من|مرسل من|verzonden vanaf|verstuurd vanaf|skickat från|sendt fra|wysłane z|wysłano z|được gửi từ|dikirim dari|odesláno z|iphone 'umdan|do you yahoo|get your free|join msn|msn photos|chat with friends online|express yourself with msn`,
	`yahoo mail: search, organize|yahoo mail - vous simplifie|yahoo mail:`,
)

// scanFooters are what virus scanners and free mail services add below a mail.
var scanFooters = newPhrases(
	`virus-free.|virenfrei.|this email has been checked for viruses|this e-mail has been checked for viruses|this email was scanned|this message has been scanned|this email has been scanned|scanned by|no virus found|no viruses found|checked by avg|outgoing mail is certified virus|incoming mail is certified|` +
		`diese e-mail wurde von|cet e-mail a été vérifié|este correo electrónico ha sido comprobado|este email foi escaneado|este e-mail foi verificado|este mensaje ha sido analizado|questa e-mail è stata controllata|данное сообщение проверено|это сообщение проверено|без вирусов|bu e-posta|libre de virus|livre de vírus|garanti sans virus|privo di virus`,
)

// listFooters begin what a mailing list or group adds below a mail.
var listFooters = newPhrases(
	`to unsubscribe from this list|to unsubscribe from this group|to unsubscribe, e-mail|to unsubscribe, email|to unsubscribe send|to unsubscribe, send|to unsubscribe:|to unsubscribe visit|you received this message because you are subscribed|you are receiving this because|yahoo! groups links|yahoo! groups sponsor|yahoo! groups|your use of yahoo! groups|to post to this group|visit this group at|visit your group|to visit your group|` +
		`more majordomo info at|please read the faq at|mailing list archive|unsubscribe from this list|to manage your subscription|to change your subscription|to subscribe or unsubscribe|list archives|this sf.net email is|this sf.net e-mail|this sf.net email|archives:|irish linux users' group`,
)

// sureDisclaimers begin a paragraph that is boilerplate whatever follows.
var sureDisclaimers = newPhrases(
	`confidentiality notice|confidentiality note|confidentiality:|confidential:|confidential communication|disclaimer|email disclaimer|e-mail disclaimer|legal disclaimer|legal notice|privacy notice|privileged and confidential|privileged/confidential|confidential and privileged|`+
		`the information contained in this|the information transmitted|the information in this e|the information in this message|the contents of this e|the content of this e|the contents of this message|the content of this message|any views or opinions|any views expressed|views expressed in this|if you are not the intended|if you have received this|if you received this e|if you received this message in error|unauthorised use|unauthorized use|unauthorised copying|any unauthorized|any unauthorised|any dissemination|`+
		`please consider the environment|please think of the environment|please think about the environment|think before you print|think before printing|consider the environment|before printing|before you print|save a tree|p save a tree|save paper|go green|please don't print|please do not print|this e-mail is intended only|this email is intended only|this e-mail and any|this email and any|this message and any|this e-mail, including|this email, including|this message, including|this e-mail (including|this email (including|this message (including|this electronic message|this electronic mail|this communication is|this transmission|this is a confidential|this email message is|this email message and|although we have taken|although this e|although the company|we accept no liability|no liability is accepted|e-mail transmission cannot|email transmission cannot|internet communications are not|warning: computer viruses|warning: although|computer viruses can`,
	`diese e-mail enthält|diese email enthält|diese mail enthält|diese nachricht enthält|diese e-mail ist vertraulich|diese nachricht ist vertraulich|der inhalt dieser e|die information in dieser|die in dieser e|vertraulichkeitshinweis|haftungsausschluss|wichtiger hinweis: |bitte denken sie an die umwelt|denken sie an die umwelt|bitte prüfen sie, ob diese|wenn sie nicht der richtige adressat|sollten sie nicht der|`+
		`ce message et toutes|ce message et les|ce message et ses|ce message (et|ce message est confidentiel|ce courriel et|ce courriel est|ce mail et|cet e-mail et|les informations contenues dans|avis de confidentialité|pensez à l'environnement|pensez à l’environnement|n'imprimez ce|merci de n'imprimer|avant d'imprimer|si vous n'êtes pas le destinataire|`+
		`este mensaje y|este mensaje es|este mensaje está|este mensaje, y|este mensaje contiene|este mensaje puede|este mensaje se dirige|este correo y|este correo electrónico y|este correo electrónico contiene|este correo electrónico es|este e-mail y|aviso de confidencialidad|aviso legal|la información contenida en este|antes de imprimir|por favor, considere|piense en el medio|si usted no es el destinatario|`+
		`esta mensagem e|esta mensagem é|esta mensagem, |esta mensagem pode|esta mensagem contém|este e-mail e|este email e|este e-mail contém|aviso de confidencialidade|as informações contidas|a informação contida|antes de imprimir|pense no meio ambiente|se você não é o destinatário|se não for o destinatário|`+
		`questo messaggio e|questo messaggio è|questo messaggio di|questa e-mail e|questa e-mail è|le informazioni contenute|ai sensi del|prima di stampare|avviso di riservatezza|rispetta l'ambiente|il presente messaggio|si precisa che|`+
		`это сообщение и|данное сообщение|настоящее сообщение|информация, содержащаяся|конфиденциальность|сообщение и любые|подумайте об окружающей|bu e-posta ve|bu e-posta mesajı|bu mesaj ve|bu elektronik posta|bu ileti|gizlilik bildirimi|yasal uyarı|yasal uyari|lütfen çevreyi|هذه الرسالة ومرفقاتها|هذه الرسالة وأي|هذا البريد الإلكتروني وأي|تحتوي هذه الرسالة|إخلاء مسؤولية|إخلاء المسؤولية|المعلومات الواردة في هذه|`+
		`本邮件及其附件|本邮件及附件|本邮件包含|本电子邮件|此邮件及|此邮件包含|此电子邮件|免责声明|保密声明|保密提示|请在打印|打印之前|本邮件内容|this e-mail contains|this email contains confidential|this email contains privileged|this message contains confidential|this message contains privileged|this message contains information|this message is confidential|this message is intended|this e-mail is confidential|this email is confidential|this e-mail may contain|this email may contain|this message may contain|this e-mail message|privileged, confidential|this email is for the|this e-mail is for the|this message is for the|this email and its|this e-mail and its|this message and its`,
)

// maybeDisclaimers begin boilerplate when words of the law follow.
var maybeDisclaimers = newPhrases(
	`this e-mail|this email|this message|this mail|this communication|notice:|notice :|note:|important:|important notice|important -|warning:|warning|attention:|caution:|please note|please be advised|please note that|registered office|registered in|company registered|nb:|n.b.|*** |the sender|any use|any unauthor|any review|e-mail|email|internet|unless|diese|der inhalt|ce |cet |este |esta |questo|questa|это|данное|bu |هذا|هذه|本|此|如果|*|**|____|----`,
)

// legalWords make a paragraph boilerplate; two of them suffice.
var legalWords = []string{
	"confidential", "privileged", "intended recipient", "intended solely", "solely for", "addressee", "unauthor", "liabilit", "disclos", "distribution", "dissemin", "legally", "delete ", "virus", "prohibited", "copying",
	"vertraulich", "unbefugt", "adressat", "confidentiel", "destinataire", "confidencial", "destinatari", "riservat", "vietat", "prohibid", "proibid", "конфиденциал", "адресат", "вирус", "gizli", "alıcı", "yasak", "سرية", "المرسل إليه", "保密", "收件人", "机密", "法律",
}

// originalMarkers stand between dashes above the mail that is answered or forwarded.
var originalMarkers = newPhrases(
	`original message|original mail|original email|original e-mail|original appointment|original|reply message|reply to message|ursprüngliche nachricht|ursprüngliche e-mail|originalnachricht|original nachricht|originele bericht|oorspronkelijk bericht|` +
		`message d'origine|message d’origine|message original|message initial|mensaje original|mensaje originales|mensagem original|messaggio originale|исходное сообщение|оригинальное сообщение|исходное письмо|orijinal mesaj|orjinal mesaj|özgün ileti|özgün mesaj|الرسالة الأصلية|رسالة أصلية|` +
		`原始邮件|原始郵件|原始信件|原邮件|原文|回复的原邮件|回复邮件|元のメッセージ|oryginalna wiadomość|wiadomość oryginalna|původní zpráva|ursprungligt meddelande|oprindelig meddelelse|opprinnelig melding|eredeti üzenet|mesajul original|αρχικό μήνυμα|izvorna poruka|thư gốc|pesan asli|alkuperäinen viesti`,
)

// forwardMarkers say that the mail below was forwarded.
var forwardMarkers = newPhrases(
	`forwarded message|forwarded mail|forwarded email|forwarded e-mail|forwarded by|forwarded|forwarding messages|forwarding message|forward message|begin forwarded message|inizio messaggio inoltrato|start of forwarded message|start forwarded message|fwd message|` +
		`weitergeleitete nachricht|weitergeleitete e-mail|weitergeleitete mail|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail|beginn der weitergeleiteten nachricht|weitergeleitet von|message transféré|message transfere|message transmis|courriel transféré|e-mail transféré|début du message transféré|début du message réexpédié|transféré par|` +
		`mensaje reenviado|mensaje remitido|inicio del mensaje reenviado|comienza el mensaje reenviado|reenviado por|mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada|inicio da mensagem encaminhada|encaminhado por|messaggio inoltrato|inizio messaggio inoltrato|inoltrato da|` +
		`пересылаемое сообщение|пересланное сообщение|пересылаемое письмо|пересланное письмо|начало переадресованного сообщения|начало пересылаемого сообщения|перенаправленное сообщение|переслано|конец пересылаемого сообщения|iletilen mesaj|iletilen ileti|yönlendirilen mesaj|yönlendirilmiş mesaj|başlangıç: iletilen mesaj|başlatılan iletilmiş mesaj|رسالة معاد توجيهها|رسالة مُعاد توجيهها|رسالة محوّلة|رسالة محولة|الرسالة المعاد توجيهها|بداية الرسالة المُعاد توجيهها|` +
		`转发的邮件信息|转发邮件信息|转发的邮件|转发邮件|轉寄郵件|轉寄的郵件|已转发邮件|已轉寄郵件|转发信息|转发的信息|开始转发的邮件|以下是转发的邮件|转发的消息|転送メッセージ|転送されたメッセージ|doorgestuurd bericht|doorgezonden bericht|vidarebefordrat meddelande|videresendt meddelelse|videresendt melding|przekazana wiadomość|wiadomość przekazana dalej|přeposlaná zpráva|továbbított üzenet|thư được chuyển tiếp|pesan terusan|pesan yang diteruskan`,
)

// attributionVerbs end or stand in the line above an answered mail.
var attributionVerbs = []string{
	"wrote", "writes", "schrieb", "geschrieben", "a écrit", "escribió", "escribio", "escreveu", "ha scritto", "написал", "пишет", "писал", "yazdı", "yazmış", "كتب", "写道", "寫道", "schreef", "napisał", "skrev", "napsal", "írta", "a scris", "έγραψε", "kirjoitti", "đã viết", "menulis", "書きました", "piše", "napisao", "rašė", "sent the following", "said:",
}

// attributionStarts begin such a line; only these lines are tried together
// with the next one or two, since programs wrap them.
var attributionStarts = newPhrases(
	`on |at |in |am |le |el |em |il giorno |il |op |den |de |w dniu |dnia |dne |dňa |quoting |в |пн, |вт, |ср, |чт, |пт, |сб, |вс, |on: |a |la |στις |vào |pada |quoting |from|в письме|it is alleged`,
)
