//! Labels and headings in Japanese: the vendor's labels where the catalog has them, else renderings of
//! ours, which are marked.

use std::any::TypeId;
use std::borrow::Cow;

use works_partner_ext::api::catalog::Fact;
use works_partner_ext::api::types::{
    DomainType, LicenseAssignType, Locale, OptionProductId, OptionProductOrderType,
    OptionProductRenewalType, PartnershipStatus, Plan, ProductId, SubOptionId,
    SubscriptionRenewalType, SubscriptionReservationType, SubscriptionStatus, UsageStatusState,
};

/// The mark of a rendering of ours.
const OURS: &str = "*";

/// The label of a code: the vendor's, else ours.
pub(super) fn label(
    kind: TypeId,
    code: &str,
    english: Option<&'static str>,
) -> Option<Cow<'static, str>> {
    if let Some(label) = of_vendor(kind, code) {
        return Some(label.into());
    }
    let ours = match codes(kind).iter().find(|(known, _)| *known == code) {
        Some((_, label)) => (*label).to_owned(),
        None => rendered(english?)?,
    };
    Some(format!("{ours}{OURS}").into())
}

/// What the catalog has from the vendor's Japanese pages.
fn of_vendor(kind: TypeId, code: &str) -> Option<&'static str> {
    let fact: &Option<Fact<&'static str>> = if kind == TypeId::of::<ProductId>() {
        &ProductId::from(code).facts()?.label_ja
    } else if kind == TypeId::of::<Plan>() {
        &Plan::from(code).facts()?.label_ja
    } else if kind == TypeId::of::<OptionProductId>() {
        &OptionProductId::from(code).facts()?.label_ja
    } else if kind == TypeId::of::<SubOptionId>() {
        &SubOptionId::from(code).facts()?.label_ja
    } else {
        return None;
    };
    fact.as_ref().map(|fact| fact.value)
}

type Codes = &'static [(&'static str, &'static str)];

fn codes(kind: TypeId) -> Codes {
    let tables: [(TypeId, Codes); 11] = [
        (TypeId::of::<OptionProductOrderType>(), TASKS),
        (TypeId::of::<Plan>(), PLANS),
        (TypeId::of::<SubscriptionRenewalType>(), RENEWALS),
        (TypeId::of::<OptionProductRenewalType>(), RENEWALS),
        (TypeId::of::<SubscriptionReservationType>(), RESERVATIONS),
        (TypeId::of::<SubscriptionStatus>(), STATES),
        (TypeId::of::<UsageStatusState>(), STATES),
        (TypeId::of::<LicenseAssignType>(), ASSIGNMENTS),
        (TypeId::of::<DomainType>(), DOMAIN_TYPES),
        (TypeId::of::<PartnershipStatus>(), PARTNERSHIPS),
        (TypeId::of::<Locale>(), LOCALES),
    ];
    let table = tables.iter().find(|(known, _)| *known == kind);
    table.map_or(&[], |(_, codes)| codes)
}

const TASKS: Codes = &[
    ("APPLY", "オプションの申込"),
    ("START_PAID_SERVICE", "有償サービスの開始"),
    ("CHANGE_QUANTITY", "数量の変更"),
    ("CANCEL", "オプションの解約"),
    ("MODIFY", "上位オプションへの変更"),
];

const PLANS: Codes = &[
    ("FREE", "無償"),
    ("FREE_LICENSE", "無償ライセンス"),
    ("TRIAL", "トライアル"),
    ("TRIAL_LICENSE", "トライアルライセンス"),
    ("MONTHLY", "月契約・後払い"),
    ("MONTHLY_LICENSE", "月契約ライセンス・後払い"),
    ("ANNUAL", "年契約・月払い"),
    ("ANNUAL_LICENSE", "年契約ライセンス・月払い"),
    ("ANNUAL_PREPAY", "年契約・一括払い"),
    ("ANNUAL_PREPAY_LICENSE", "年契約ライセンス・一括払い"),
];

const RENEWALS: Codes = &[
    ("STAY", "同じ条件で更新"),
    ("CHANGE", "条件を変更して更新"),
    ("CANCEL", "更新しない"),
];

const RESERVATIONS: Codes = &[
    ("START_PAID_SERVICE", "有償サービスの開始"),
    ("CANCEL", "契約の解約"),
    ("ADD_LICENSE", "ライセンスの追加"),
];

const STATES: Codes = &[
    ("ACTIVE", "利用中"),
    ("INACTIVE", "停止中"),
    ("SUSPENDED", "停止中"),
    ("TERMINATED", "終了"),
];

const ASSIGNMENTS: Codes = &[
    ("AUTO", "自動割り当て"),
    ("MANUAL", "手動割り当て"),
    ("NONE", "割り当てなし"),
];

const DOMAIN_TYPES: Codes = &[("DOMAIN", "ドメイン名"), ("GROUP", "グループ名")];

const PARTNERSHIPS: Codes = &[("NORMAL", "通常"), ("TRANSFER_READY", "移管準備完了")];

const LOCALES: Codes = &[
    ("ja_JP", "日本語"),
    ("ko_KR", "韓国語"),
    ("en_US", "英語"),
    ("zh_TW", "中国語(台湾)"),
    ("zh_CN", "中国語(中国)"),
];

/// The terms of which the labels of products and options are made, the longer before those that are a
/// part of them: a new size of an option needs no line here.
const TERMS: Codes = &[
    ("Archive (Talk)", "アーカイブ(トーク)"),
    ("Archive (Mail)", "アーカイブ(メール)"),
    ("Shared Storage", "共有ストレージ"),
    ("Drive Plus", "ドライブプラス"),
    ("Drive", "ドライブ"),
    ("Extend contacts", "連絡先の拡張"),
    ("CX Talk Desk", "CXトークデスク"),
    ("PaperOn extra reads", "PaperOn 追加読み取り"),
    ("AiStudio extra tokens", "AiStudio 追加トークン"),
    ("Roger", "ラジャー"),
    ("Standard", "スタンダード"),
    ("Advanced", "アドバンスト"),
    ("Enterprise", "エンタープライズ"),
    ("Business", "ビジネス"),
    ("Light", "ライト"),
    ("Solo", "ソロ"),
    ("Team", "チーム"),
    ("Free", "フリー"),
    ("Trial", "トライアル"),
    ("for STD", "スタンダード用"),
    ("for ADV", "アドバンスト用"),
    ("up to ", "最大"),
    (" contacts", "件"),
    (" minutes", "分"),
    (" seats", "席"),
    (", one month", "・1か月"),
    (", every month", "・毎月"),
];

/// A label by its terms; `None` where none of them is in it.
fn rendered(english: &str) -> Option<String> {
    let terms = TERMS.iter();
    let label = terms.fold(english.to_owned(), |label, (term, rendering)| {
        label.replace(term, rendering)
    });
    (label != english).then_some(label)
}

/// A heading or another word of a table.
pub(super) fn word(english: &str) -> Option<&'static str> {
    let found = WORDS.iter().find(|(known, _)| *known == english);
    found.map(|(_, word)| *word)
}

const WORDS: Codes = &[
    ("Account", "アカウント"),
    ("Administrator", "管理者"),
    ("After", "変更後"),
    ("Also", "その他"),
    ("also", "その他"),
    ("Answer", "応答"),
    ("Answered", "応答日時"),
    ("API", "API"),
    ("Applied", "申込日時"),
    ("Apply date", "適用日"),
    ("Assumed", "前提"),
    ("Auth server", "認証サーバー"),
    ("Before", "変更前"),
    ("Began", "開始日時"),
    ("Begins", "開始日"),
    ("Body", "本文"),
    ("By", "変更者"),
    ("Calls", "呼び出し数"),
    ("Cause", "原因"),
    ("Change", "変更内容"),
    ("Changes", "変更数"),
    ("Charged", "課金"),
    ("Client ID", "クライアントID"),
    ("Code", "コード"),
    ("Column", "列"),
    ("Company", "会社名"),
    ("Contacts", "連絡先"),
    ("Contract", "契約形態"),
    ("Contracts", "契約数"),
    ("Costs", "費用"),
    ("Credentials", "認証情報"),
    ("Customer", "顧客"),
    ("Customers", "顧客数"),
    ("Date", "日付"),
    ("Day", "日付"),
    ("Decided", "決定済み"),
    ("Decision", "判定"),
    ("Domain", "ドメイン"),
    ("Domain active", "ドメイン有効"),
    ("Edition", "エディション"),
    ("Ended", "終了日時"),
    ("Ends", "終了日"),
    ("Ends a contract", "契約終了"),
    ("Evidence", "根拠"),
    ("Fact", "項目"),
    ("Failures", "失敗数"),
    ("From", "出所"),
    ("Kind", "種類"),
    ("Kind of name", "名前の種類"),
    ("Known", "確度"),
    ("Label", "名称"),
    ("Last day", "期限"),
    ("Last read", "最終取得"),
    ("Left to the server", "サーバーが判断"),
    ("License assignment", "ライセンス割り当て"),
    ("Licenses", "ライセンス数"),
    ("Line", "行"),
    ("Locale", "言語"),
    ("Machine", "マシン"),
    ("Maybe", "不確か"),
    ("Message", "メッセージ"),
    ("Minutes", "分"),
    ("MX active", "MX有効"),
    ("Name", "会社名"),
    ("Number", "番号"),
    ("Of", "対象"),
    ("On", "適用日"),
    ("Operation", "操作"),
    ("Option", "オプション"),
    ("Outcome", "結果"),
    ("Page", "ページ"),
    ("Parameters", "パラメーター"),
    ("Partnership", "パートナー契約"),
    ("Phone", "電話番号"),
    ("Plan", "計画"),
    ("Product", "商品"),
    ("Profile", "プロファイル"),
    ("Quantity", "数量"),
    ("Reason", "理由"),
    ("Renewal", "更新"),
    ("Request", "リクエスト"),
    ("Run", "実行"),
    ("Scheduled now", "現在の予約"),
    ("Says", "説明"),
    ("Scope", "スコープ"),
    ("Seats", "席"),
    ("Server", "サーバー"),
    ("Settled", "確定方法"),
    ("Size", "容量"),
    ("Stage", "区分"),
    ("State", "状態"),
    ("Status", "状態"),
    ("Sub-option", "サブオプション"),
    ("Subscription", "契約"),
    ("Task", "予約内容"),
    ("TB", "TB"),
    ("Tenant", "テナント"),
    ("Then", "発生日"),
    ("Time zone", "タイムゾーン"),
    ("To do", "必要な対応"),
    ("Token", "トークン"),
    ("Type", "タイプ"),
    ("Until", "終了日"),
    ("Upgrades to", "変更先"),
    ("User", "ユーザー"),
    ("Value", "値"),
    ("Warning", "警告"),
    ("What", "項目"),
    ("What happens", "出来事"),
    ("What is wrong", "問題"),
    ("What to know first", "注意"),
    ("What would be right", "正しい値"),
    ("When", "時期"),
    ("Which", "対象"),
    ("Why", "理由"),
    ("- contract", "- 契約形態"),
    ("- country code", "- 国番号"),
    ("- family name", "- 姓"),
    ("- given name", "- 名"),
    ("- licenses", "- ライセンス数"),
    ("- mail", "- メール"),
    ("- mobile", "- 携帯電話"),
    ("- product", "- 商品"),
    ("- subscription", "- 契約"),
    ("yes", "はい"),
    ("no", "いいえ"),
    ("on order", "申込中"),
    ("(unknown)", "(不明)"),
    ("(not a date)", "(日付ではない)"),
    ("paid", "有償"),
    ("trial", "トライアル"),
    ("free", "無償"),
    ("standard", "スタンダード"),
    ("advanced", "アドバンスト"),
    ("left out", "省略した列"),
    ("shortened", "短縮した列"),
];

#[cfg(test)]
mod tests {

    use super::*;

    fn of<E: works_partner_ext::api::OpenEnum>(value: &E) -> Option<String> {
        let label = label(TypeId::of::<E>(), value.as_str(), value.description());
        label.map(Cow::into_owned)
    }

    #[test]
    fn our_renderings_are_marked_and_the_vendors_are_not() {
        assert_eq!(of(&SubOptionId::Sstg202).unwrap(), "共有ストレージ (5 TB)*");
        assert_eq!(of(&Plan::Trial).unwrap(), "トライアル*");
        for product in ProductId::known_values() {
            let vendor = product.facts().and_then(|facts| facts.label_ja.as_ref());
            let label = of(product);
            match vendor {
                Some(vendor) => assert_eq!(label.unwrap(), vendor.value),
                None => assert!(label.is_none_or(|label| label.ends_with(OURS))),
            }
        }
    }

    /// The same code is another thing elsewhere.
    #[test]
    fn codes_are_those_of_their_kind() {
        assert_eq!(
            of(&OptionProductOrderType::Cancel).unwrap(),
            "オプションの解約*"
        );
        assert_eq!(of(&SubscriptionRenewalType::Cancel).unwrap(), "更新しない*");
        assert_eq!(of(&OptionProductOrderType::from("NEW")), None);
    }

    #[test]
    fn words_are_there_once() {
        for (index, (word, _)) in WORDS.iter().enumerate() {
            assert!(
                WORDS[index + 1..].iter().all(|(other, _)| other != word),
                "{word}"
            );
        }
    }
}
