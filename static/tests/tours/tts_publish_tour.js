import { registry } from "@web/core/registry";

/** From a product that cannot be sent to the place where that is solved. */
registry.category("web_tour.tours").add("tts_problems", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_cell:contains(Bare mug)",
            run: "click",
        },
        {
            content: "All problems are told",
            trigger: ".o_form_view .o_field_widget[name=problems]:contains(Package weight)",
        },
        {
            trigger: ".o_field_widget[name=problems] a:contains(Description)",
            run: "click",
        },
        {
            content: "The product, with all that TikTok is told of it",
            trigger: ".o_form_view .nav-link[name=tiktok_shop]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=tts_weight]",
        },
        {
            trigger: ".o_field_widget[name=tts_listing_ids] .o_data_row:contains(Problems)",
        },
    ],
});

/** From the product to the run that sends it. */
registry.category("web_tour.tours").add("tts_send_product", {
    steps: () => [
        {
            trigger: ".o_form_view .o_cp_action_menus .dropdown-toggle",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o-dropdown-item:contains(Send to TikTok Shop)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=save_mode] input[data-value=draft]",
            run: "click",
        },
        {
            content: "One product",
            trigger: ".modal .o_field_widget[name=product_count]:contains(1)",
        },
        {
            trigger: ".modal button[name=action_publish]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Waiting)",
        },
    ],
});

/** What a shop sends is chosen on the shop. */
registry.category("web_tour.tours").add("tts_publish_settings", {
    steps: () => [
        {
            trigger: ".o_form_view .nav-link[name=products]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=identifier_priority] input",
            run: "edit EAN, UPC",
        },
        {
            trigger: ".o_field_widget[name=save_mode] input[data-value=draft]",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_form_status_indicator_buttons.invisible:not(:visible)",
        },
    ],
});
