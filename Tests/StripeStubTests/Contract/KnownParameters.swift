// For the contract tests: the parameters of Stripe's document that the stub refuses as unknown, by call.

enum KnownParameters {
    /// Of a name that stands here, nothing inside is known either.
    static let refused: [String: String] = [
        "GET /v1/customers": """
        test_clock
        """,
        "POST /v1/customers": """
        business_name cash_balance individual_name invoice_prefix invoice_settings[custom_fields] \
        invoice_settings[footer] invoice_settings[rendering_options] next_invoice_sequence source \
        tax tax_id_data test_clock
        """,
        "POST /v1/customers/{customer}": """
        bank_account business_name card cash_balance default_alipay_account default_bank_account \
        default_card default_source individual_name invoice_prefix invoice_settings[custom_fields] \
        invoice_settings[footer] invoice_settings[rendering_options] next_invoice_sequence source \
        tax
        """,
        "GET /v1/payment_intents": """
        customer_account
        """,
        "POST /v1/payment_intents": """
        allowed_payment_method_types amount_details confirmation_token customer_account \
        excluded_payment_method_types hooks mandate mandate_data payment_details \
        payment_method_configuration payment_method_data payment_method_options[card][capture_method] \
        payment_method_options[card][cvc_token] payment_method_options[card][installments] \
        payment_method_options[card][mandate_options] \
        payment_method_options[card][network] \
        payment_method_options[card][request_extended_authorization] \
        payment_method_options[card][request_incremental_authorization] \
        payment_method_options[card][request_multicapture] \
        payment_method_options[card][request_overcapture] \
        payment_method_options[card][require_cvc_recollection] \
        payment_method_options[card][setup_future_usage] \
        payment_method_options[card][statement_descriptor_suffix_kana] \
        payment_method_options[card][statement_descriptor_suffix_kanji] \
        payment_method_options[card][three_d_secure] radar_options transfer_data[amount] \
        transfer_data[description] transfer_data[metadata] transfer_data[payment_data]
        """,
        "POST /v1/payment_intents/{intent}": """
        allowed_payment_method_types amount_details customer_account \
        excluded_payment_method_types hooks payment_details payment_method_configuration \
        payment_method_data payment_method_options[card][capture_method] \
        payment_method_options[card][cvc_token] payment_method_options[card][installments] \
        payment_method_options[card][mandate_options] payment_method_options[card][network] \
        payment_method_options[card][request_extended_authorization] \
        payment_method_options[card][request_incremental_authorization] \
        payment_method_options[card][request_multicapture] \
        payment_method_options[card][request_overcapture] \
        payment_method_options[card][require_cvc_recollection] \
        payment_method_options[card][setup_future_usage] \
        payment_method_options[card][statement_descriptor_suffix_kana] \
        payment_method_options[card][statement_descriptor_suffix_kanji] \
        payment_method_options[card][three_d_secure] transfer_data
        """,
        "POST /v1/payment_intents/{intent}/capture": """
        amount_details hooks payment_details transfer_data
        """,
        "POST /v1/payment_intents/{intent}/confirm": """
        allowed_payment_method_types amount_details amount_to_confirm confirmation_token \
        excluded_payment_method_types hooks mandate mandate_data payment_details \
        payment_method_data payment_method_options[card][capture_method] \
        payment_method_options[card][cvc_token] payment_method_options[card][installments] \
        payment_method_options[card][mandate_options] payment_method_options[card][network] \
        payment_method_options[card][request_extended_authorization] \
        payment_method_options[card][request_incremental_authorization] \
        payment_method_options[card][request_multicapture] \
        payment_method_options[card][request_overcapture] \
        payment_method_options[card][require_cvc_recollection] \
        payment_method_options[card][setup_future_usage] \
        payment_method_options[card][statement_descriptor_suffix_kana] \
        payment_method_options[card][statement_descriptor_suffix_kanji] \
        payment_method_options[card][three_d_secure] radar_options
        """,
        "GET /v1/payment_methods": """
        customer_account
        """,
        "POST /v1/payment_methods": """
        billing_details[tax_id] card[networks] payment_method radar_options
        """,
        "POST /v1/payment_methods/{payment_method}/attach": """
        customer_account
        """,
        "POST /v1/accounts": account + " bank_account controller",
        "POST /v1/accounts/{account}": account,
        "POST /v1/account_links": "collect collection_options",
        "POST /v1/transfers/{id}/reversals": "description",
        "POST /v1/refunds": """
        currency customer instructions_email origin
        """,
        "POST /v1/payment_methods/{payment_method}": """
        billing_details[tax_id] card[networks]
        """,
        "POST /v1/charges/{charge}/capture": """
        application_fee application_fee_amount transfer_data
        """,
        "POST /v1/charges/{charge}": """
        customer fraud_details shipping transfer_group
        """,
        "POST /v1/disputes/{dispute}": """
        evidence[cancellation_policy] evidence[customer_communication] evidence[customer_signature] \
        evidence[duplicate_charge_documentation] evidence[enhanced_evidence] evidence[receipt] \
        evidence[refund_policy] evidence[service_documentation] evidence[shipping_documentation] \
        evidence[uncategorized_file]
        """,
        "GET /v1/setup_intents": """
        attach_to_self customer_account
        """,
        "POST /v1/setup_intents": """
        allowed_payment_method_types attach_to_self confirmation_token customer_account \
        excluded_payment_method_types flow_directions mandate_data on_behalf_of \
        payment_method_configuration payment_method_data payment_method_options[card][mandate_options] \
        payment_method_options[card][network] payment_method_options[card][three_d_secure] single_use
        """,
        "POST /v1/setup_intents/{intent}": """
        allowed_payment_method_types attach_to_self customer_account excluded_payment_method_types \
        flow_directions payment_method_configuration payment_method_data \
        payment_method_options[card][mandate_options] payment_method_options[card][network] \
        payment_method_options[card][three_d_secure]
        """,
        "POST /v1/setup_intents/{intent}/confirm": """
        allowed_payment_method_types confirmation_token mandate_data payment_method_data \
        payment_method_options[card][mandate_options] payment_method_options[card][network] \
        payment_method_options[card][three_d_secure]
        """,
    ]

    private static let account = """
        account_token business_profile company default_currency documents external_account groups individual \
        settings tos_acceptance \(otherCapabilities)
        """

    private static let otherCapabilities =
        """
        acss_debit_payments affirm_payments afterpay_clearpay_payments alma_payments amazon_pay_payments \
        app_distribution au_becs_debit_payments bacs_debit_payments bancontact_payments \
        bank_transfer_payments billie_payments bizum_payments blik_payments boleto_payments card_issuing \
        cartes_bancaires_payments cashapp_payments crypto_payments eps_payments fpx_payments \
        gb_bank_transfer_payments giropay_payments grabpay_payments ideal_payments \
        india_international_payments jcb_payments jp_bank_transfer_payments kakao_pay_payments \
        klarna_payments konbini_payments kr_card_payments legacy_payments link_payments mb_way_payments \
        mobilepay_payments multibanco_payments mx_bank_transfer_payments naver_pay_payments \
        nz_bank_account_becs_debit_payments oxxo_payments p24_payments pay_by_bank_payments \
        payco_payments paynow_payments payto_payments pix_payments promptpay_payments \
        revolut_pay_payments samsung_pay_payments satispay_payments scalapay_payments \
        sepa_bank_transfer_payments sepa_debit_payments sofort_payments sunbit_payments swish_payments \
        tax_reporting_us_1099_k tax_reporting_us_1099_misc treasury twint_payments upi_payments \
        us_bank_account_ach_payments us_bank_transfer_payments zip_payments
        """.split(separator: " ").map { "capabilities[\($0)]" }.joined(separator: " ")

    /// By call, what the stub asks for although the document does not require it.
    static let requiredAsWell = [
        // A copy of another's payment method, or a customer_account, would do instead at Stripe.
        "POST /v1/payment_methods": "type",
        "POST /v1/payment_methods/{payment_method}/attach": "customer",
    ]

    /// By call and name, parameters whose values are looked at only after the call's other checks.
    static let checkedLater: Set<String> = [
        "POST /v1/refunds reason", "POST /v1/webhook_endpoints api_version",
    ]
}
