package mail

import "xunpan"

// Kinds of things that Safe takes out.
const (
	droppedScript    = "script"
	droppedHandler   = "handler"
	droppedForm      = "form"
	droppedFrame     = "frame"
	droppedPlugin    = "plugin"
	droppedDrawing   = "drawing"
	droppedMedia     = "media"
	droppedRefresh   = "refresh"
	droppedBase      = "base"
	droppedSheet     = "stylesheet"
	droppedStyle     = "style"
	droppedLink      = "link"
	droppedDirection = "direction"
	droppedRest      = "rest"
)

var droppedTexts = map[string]xunpan.Text{
	droppedScript:    {En: "script", Zh: "脚本"},
	droppedHandler:   {En: "script that runs on a click or while loading", Zh: "点击或加载时运行的脚本"},
	droppedForm:      {En: "a form or input fields", Zh: "表单或输入框"},
	droppedFrame:     {En: "another page in a frame", Zh: "内嵌的其他网页"},
	droppedPlugin:    {En: "an embedded object", Zh: "嵌入的对象"},
	droppedDrawing:   {En: "a drawing that may hold script", Zh: "可能含脚本的矢量图"},
	droppedMedia:     {En: "sound or film", Zh: "音频或视频"},
	droppedRefresh:   {En: "a move to another page", Zh: "自动跳转到其他网页"},
	droppedBase:      {En: "a base that turns links elsewhere", Zh: "改变链接去向的基准地址"},
	droppedSheet:     {En: "style sheets from the network", Zh: "网络上的样式表"},
	droppedStyle:     {En: "style that covers the page or runs code", Zh: "遮盖页面或执行代码的样式"},
	droppedLink:      {En: "links that do something else than open a page", Zh: "不是打开网页的链接"},
	droppedDirection: {En: "characters that turn the direction of writing", Zh: "改变文字方向的字符"},
	droppedRest:      {En: "the rest of a mail that is too long", Zh: "过长邮件的其余部分"},
}

// DroppedText says in words what a kind of SafeView.Dropped is. Both texts are
// empty for a kind that does not exist.
func DroppedText(kind string) xunpan.Text { return droppedTexts[kind] }
