import { registry } from "@web/core/registry";

/** From the pricelist of a shop to the run that fetches its products, and to what has come. */
registry.category("web_tour.tours").add("tts_pricelist_fetch", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_tts_fetch]",
            run: "click",
        },
        {
            content: "It says what will happen",
            trigger: ".modal:contains(Prices and quantities in Odoo stay) .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Done)",
            timeout: 60000,
        },
        {
            trigger: ".alert-info:contains(listings in Odoo)",
        },
        {
            trigger: "button[name=action_open_listings]:contains(Listings)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Two person hiking tent) [name=status_tab]:contains(Live)",
        },
    ],
});

/** From the pricelist to the run that sends, and to what did not make it and why. */
registry.category("web_tour.tours").add("tts_pricelist_sync", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_tts_sync]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary:contains(Sync)",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(Done)",
            timeout: 60000,
        },
        {
            content: "What did not make it can be sent once more",
            trigger: "button[name=action_send_again]",
        },
        {
            trigger: "button[name=action_open_sent_listings]:contains(Not Sent)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Bare mug) [name=push_message]:contains(Category)",
        },
    ],
});

/** A listing whose SKUs Odoo does not know gets its product on its form. */
registry.category("web_tour.tours").add("tts_map_listing", {
    steps: () => [
        {
            trigger: ".o_form_view .alert-danger [name=reason]",
        },
        {
            trigger: "[name=sku_ids] .o_data_row:contains(Black) [name=product_id]",
            run: "click",
        },
        {
            trigger: "[name=sku_ids] .o_selected_row [name=product_id] input",
            run: "edit Tent of",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tent of ours)",
            run: "click",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It is looked at again by itself",
            trigger: ".o_form_view:not(:has(.alert-danger [name=reason])) [name=sku_ids] .o_data_row:contains(Tent of ours)",
        },
    ],
});
