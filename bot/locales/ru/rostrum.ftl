# Слова Rostrum по-русски.

welcome = Rostrum читает официальные брифинги вместо вас.
    Подпишитесь на слово — и через минуты после публикации вы получите дословно те места, где оно есть, и ещё раз, если их изменят.

    Попробуйте:  /subscribe { $example }
welcome-back = Уведомления снова включены. Ваши подписки: { $count ->
    [0] пока нет — /subscribe СЛОВО
   *[other] { $count } — /subscriptions
 }
help = Что можно сказать:

help-query = Запрос — это слова, которые должны стоять в одном отрывке, в любой форме. «Кавычки» держат фразу вместе; OR — любое из; NOT или минус — без этого слова; скобки группируют.
    слово*, =Точно, а NEAR/5 б, {"{"}в одном предложении{"}"}, ~япония (на всех языках), speaker:Имя, kind:answer.
    Пример: «речной договор» (плотина OR паводок) -спорт

command-start = начать или снова включить уведомления
command-help = команды и как писать запрос
command-subscribe = подписаться: /subscribe зерно OR пшеница
command-subscriptions = ваши подписки, с кнопками отмены
command-unsubscribe = отписаться: /unsubscribe 2 или сам запрос
command-mentions = что говорили раньше: /mentions зерно
command-latest = последние брифинги
command-read = содержание брифинга, раздел целиком
command-sources = за чем следим и всё ли в порядке
command-addsource = следить за новым сайтом (администраторам): /addsource https://…
command-stop = выключить уведомления до /start; подписки сохранятся

stopped = Уведомления выключены. Подписки сохранены; /start включит их снова.
unknown-command = Не знаю команды { $command }. Список — /help.
plain-text = Чтобы подписаться на «{ $text }», скажите /subscribe { $text }
    Чтобы увидеть прошлые упоминания, скажите /mentions { $text }

subscribe-usage = Скажите, на что подписаться, например: /subscribe { $example }
subscribed = Подписка: { $query }
subscribed-again = Вы уже подписаны: { $query }
understood-word = «{ $word }» в любой форме, целым словом
understood-phrase = фразу «{ $phrase }»
understood-all = всё это в одном отрывке: { $items }
understood-any = любое из: { $items }
understood-not = без { $item }
understood = Ищу { $meaning }.
subscribed-next = Вы получите каждый новый подходящий отрывок и его изменения. /mentions { $query } покажет, что говорили раньше.
too-many-subscriptions = У вас уже { $limit } подписок — это предел. Список — /subscriptions.
subscriptions-none = Подписок пока нет. Начните с /subscribe СЛОВО.
subscriptions-head = Ваши подписки:
subscription-stop = ✕ { $number }
unsubscribe-usage = Скажите, какую: /unsubscribe НОМЕР или /unsubscribe ЗАПРОС. Список — /subscriptions.
unsubscribed = Подписка отменена: { $query }
unsubscribe-unknown = Подписки «{ $query }» нет. Список — /subscriptions.

mentions-usage = Скажите, что искать, например: /mentions { $example }
mentions-none = Пока ничего не подходит: { $query }
mentions-head = { $count ->
    [one] { $count } отрывок
    [few] { $count } отрывка
   *[many] { $count } отрывков
 } по запросу: { $query }
mentions-older = Раньше ↓
mentions-gone = Этот список устарел. Спросите снова: /mentions …

latest-none = Пока не прочитан ни один брифинг.
latest-head = Последние брифинги
read-head = Последние брифинги. Выберите:
read-unknown = Не знаю брифинга «{ $briefing }». Последние — /latest.
contents-head = { $count ->
    [one] { $count } раздел
    [few] { $count } раздела
   *[many] { $count } разделов
 }. Выберите, какой показать целиком:
section-untitled = Вступление
section-exchange = Вопросы и ответы
read-next = Дальше ›
read-previous = ‹ Назад
read-more = Ещё ↓
read-contents = Содержание
official-page = официальная страница

sources-none = Источников нет.
sources-head = Источники
source-line = { $count ->
    [one] { $count } брифинг
    [few] { $count } брифинга
   *[many] { $count } брифингов
 }, прочитан { $when }
source-never = ещё не прочитан
source-unread = не прочитано страниц: { $count }; последняя: { $reason }
source-trouble = не читается с { $when }: { $reason }

alarm-failing = ⚠ { $source }: не читается с { $when }: { $reason }
alarm-overdue = ⚠ { $source }: ожидавшийся брифинг не вышел ({ $reason }).
alarm-quiet = ⚠ { $source } молчит с { $when }; обычно не дольше, чем { $reason }.
over-failing = ✓ { $source } снова читается; не читался с { $when }.
over-overdue = ✓ { $source }: новый брифинг вышел; пропущенный с { $when } больше не ждём.
over-quiet = ✓ { $source } снова говорит, впервые с { $when }.
days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[many] { $count } дней
 }

admin-only = Добавлять источники могут только администраторы бота. Номер этого чата { $id }: владелец бота может вписать admins = [{ $id }] в раздел [telegram] файла config.toml.
addsource-usage = Скажите, где публикует источник: /addsource https://…
addsource-looking = Смотрю { $url } и новые страницы. Это займёт минуту-другую; скажу, что нашёл.
addsource-busy = Уже смотрю несколько сайтов. Спросите, пожалуйста, через минуту.
addsource-nothing = Не нашёл там, за чем следить: { $reason }
addsource-gone = Это предложение устарело. Скажите /addsource ещё раз.
addsource-added = { $name } ({ $id }): слежу. Архив читается молча; о новом будет сказано.
trial-head = { $name }, профиль { $profile }
trial-address = { $url }: страниц { $count }
trial-cut = разделов: { $sections }, реплик: { $turns }, вопросов: { $questions }
trial-undated = без даты
trial-doubtful = Понято не всё. Посмотрите на эти страницы, прежде чем полагаться на источник.
trial-watch = Следить

alert-title = { $source }: новый брифинг
change-title = { $source }: опубликованный брифинг изменён
alert-more = … и ещё { $count }
alert-gone = Это уведомление уже не хранится.
matched = по запросу: { $queries }
change-added = Появилось:
change-removed = Исчезло:
change-edited = Изменено:
change-retitled = Изменён заголовок:
change-relabelled = Изменён говорящий:
also-in = на языке: { $language }

error-internal = Что-то сломалось на моей стороне; это записано. Попробуйте ещё раз.
query-empty = Не вижу слов, которые искать.
query-no-words = Не вижу здесь слов.
query-only-negative = Здесь сказано только, что исключить. Добавьте слово, которое должно быть.
query-unbalanced = У этой скобки нет пары.
query-operator-without-operand = Здесь не хватает слова.
query-unsupported = Не понимаю этот знак.
query-too-long = Запрос слишком длинный; предел — { $limit } знаков.
query-too-deep = Слишком много вложенных скобок.
query-too-many-terms = В запросе слишком много слов.
query-suggestion = Возможно, вы имели в виду: { $suggestion }

terminal-sample = Rostrum с учебным министерством ({ $name }, { $address }): прошлые брифинги уже есть, новый выйдет через несколько секунд, затем его изменят.
terminal-sources = Rostrum в терминале, источников: { $count }.
terminal-chat = Rostrum: разговор о том, что уже прочитано. Новое не запрашивается.
terminal-live = Для настоящей работы: впишите токен бота Telegram и источники в config.toml (см. config.example.toml) и запустите снова.
terminal-hint = Наберите /help или номер кнопки; Ctrl-D — конец.
terminal-no-button = Кнопки [{ $number }] нет.

understood-exact = «{ $word }» точно в таком написании
understood-prefix = слова на «{ $word }…»
understood-loose = слова «{ $phrase }» рядом (между ними не больше { $slop } других)
understood-near = не дальше { $distance } слов друг от друга: { $items }
understood-sentence = в одном предложении: { $items }
understood-alias = { $label } на всех языках (~{ $name })
understood-source = в источнике { $value }
understood-speaker = говорит { $value }
understood-role = роль говорящего: { $value }
understood-kind = вид отрывка: { $value }
understood-lang = язык: { $value }
understood-title = под заголовком с «{ $value }»
understood-outlet = спрашивает { $value }
understood-since = не раньше { $day }
understood-until = не позже { $day }
taken-exactly = Прописными, поэтому точно в таком написании: { $words }. Для любой формы напишите { $small } строчными.
would-have-met = Пока подходит отрывков в архиве: { $met } из { $of }.
would-have-met-lately = Из последних отрывков ({ $of }) подходит { $met }.
wider = На всех языках: { $query }
too-common = «{ $query }» есть в { $met } из { $of } отрывков: вы получали бы почти всё. Добавьте слово пореже или укажите источник либо говорящего (source: speaker:).
explain-usage = Скажите, что объяснить, например: /explain { $example }
explain-not = без
explain-count = { $count ->
    [0] редко
    [one] { $count } отрывок
    [few] { $count } отрывка
   *[many] { $count } отрывков
 }
explain-required = В каждом найденном есть одно из:
alias-head = Ваши имена:
alias-none = Своих имён у вас нет. Задать: /alias энергия = нефть OR газ
alias-built-in = Общих имён: { $count } — страны (~япония), организации (~нато), люди (~лавров), обороты (~deep-concern). /alias ИМЯ покажет одно.
alias-usage = Скажите /alias ИМЯ = ЗАПРОС. Имя — буквы, цифры, - и _.
alias-defined = ~{ $name } теперь значит: { $query }
alias-hides = Оно заменяет общее имя ~{ $name }.
alias-removed = Имени ~{ $name } у вас больше нет.
alias-unknown = Имени ~{ $name } нет.
did-you-mean-name = Может быть, ~{ $name }?
too-many-names = У вас уже { $limit } имён — это предел.
command-explain = как понят запрос: /explain санкции
command-alias = свои имена для запросов: /alias энергия = нефть OR газ
command-unalias = убрать имя: /unalias энергия
query-dates = Подписка смотрит вперёд; даты — для /mentions.
query-unknown-name = Такого имени нет.
query-unknown-field = Такого поля нет. Есть source, speaker, role, kind, lang, title и outlet.
query-bad-value = У этого поля не бывает такого значения.
query-bad-date = Не понимаю дату. Напишите 2021, 2021-03 или 2021-03-15.
query-short-prefix = Слишком много слов начинаются так. Нужно хотя бы три буквы.
query-bad-distance = Расстояние — число от 1 до 100.
query-near-operand = NEAR стоит между словами, фразами или именами либо их выбором в скобках.
query-nested-sentence = Внутри предложения можно искать только слова.
query-never = Этому ничто никогда не подойдёт.
query-always = Этому подходит всё.
